import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import { defineConfig } from 'astro/config';
import { lazyCss } from './build/astro-lazy-css.ts';
import { noInlineScript } from './build/astro-no-inline-script.ts';
import { inText, theme } from './src/components/lesson/highlight.ts';

export default defineConfig({
  integrations: [
    mdx(),
    preact(),
    lazyCss((css) => css.includes('.monaco-editor') || css.includes('.labdialog')),
    noInlineScript(),
  ],
  markdown: { shikiConfig: { theme, transformers: [inText] } },
  devToolbar: { enabled: false },
  vite: {
    build: {
      // An inlined script would break the pages' content security policy.
      assetsInlineLimit: 0,
      rolldownOptions: {
        onLog(level, log, report) {
          // One a module that MDX compiles: its 'use strict'-like directives mean nothing here.
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
        },
      },
    },
  },
});
