/** TypeScript to a syntax tree, with the places of its comments. */
import { tsPlugin } from '@sveltejs/acorn-typescript';
import { type Options, Parser } from 'acorn';
import type { SyntaxNode } from './syntax-tree.ts';

export interface ParsedTypeScript {
  readonly program: SyntaxNode;
  readonly comments: Map<number, number>;
}

type ParserClass = { parse(source: string, options: Options): unknown };
let typeScriptParser: ParserClass | undefined;

// Made on first use: a process whose files are all plain JavaScript never pays for it.
function parserClass(): ParserClass {
  typeScriptParser ??= (Parser.extend as (...plugins: unknown[]) => ParserClass)(tsPlugin(), leaveNamesAlone);
  return typeScriptParser;
}

/** A type and a value may share a name, and `export { SomeType }` is the linker's affair: names are judged after stripping. */
function leaveNamesAlone(Base: new (...args: never[]) => object): unknown {
  return class extends Base {
    checkLocalExport() {}
    declareName() {}
  };
}

/** @throws SyntaxError with acorn's `pos` and `loc` */
export function parseTypeScript(source: string): ParsedTypeScript {
  const comments = new Map<number, number>();
  const program = parserClass().parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
    preserveParens: true,
    allowAwaitOutsideFunction: true,
    allowReturnOutsideFunction: true,
    allowHashBang: true,
    onComment: (_block: boolean, _text: string, start: number, end: number) => comments.set(start, end),
  });
  return { program: program as SyntaxNode, comments };
}

/** The same for a source without types; undefined when it is not one. */
export function parseJavaScript(source: string): ParsedTypeScript | undefined {
  try {
    const program = Parser.parse(source, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      allowReturnOutsideFunction: true,
      allowHashBang: true,
    });
    return { program: program as unknown as SyntaxNode, comments: new Map() };
  } catch {
    return undefined;
  }
}
