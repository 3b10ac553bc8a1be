/**
 * What this browser cannot do for a lab, in one sentence for the learner. Only one limit cannot be told when it is met:
 * where the sandbox shares its process with the page, a program that takes all memory ends both.
 */

/** The part of a browser's description of itself that is read here. Lib.dom does not know it: only Chromium has it. */
interface Described {
  readonly userAgentData?: { readonly mobile: boolean };
}

/**
 * No page can ask which process a frame is in, nor try it without ending itself. Chromium gives a sandboxed frame its own,
 * on desktops; so the browser's word for being that is taken, and any other browser is taken for one that does not.
 *
 * @returns undefined where there is nothing to say
 */
export function limitOf(browser: object): string | undefined {
  const { userAgentData }: Described = browser;
  if (userAgentData?.mobile === false) return undefined;
  return 'In this browser a program that takes all memory can end the whole page; your code is saved before each Run.';
}
