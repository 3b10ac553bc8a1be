/** The lab in a browser of any engine, steered as far as a WebDriver goes: real clicks and keys, looks through the page's own DOM. */
import type { EnginePage } from '../../build/engines/engine.ts';

/** A bound for a machine that does much else, not a promise of speed; ms. */
const PATIENCE = 45_000;

export class LabPage {
  readonly #page: EnginePage;
  constructor(page: EnginePage) {
    this.#page = page;
  }

  /** Clicks the button of the lab whose name begins so. */
  press(name: string): Promise<void> {
    return this.#page.click(`//*[@id="lab"]//button[starts-with(normalize-space(.), "${name}")]`);
  }

  openPanel(name: string): Promise<void> {
    return this.#page.click(`//*[@role="tab"][starts-with(normalize-space(.), "${name}")]`);
  }

  /** Clicks a button within the panel of a client. */
  pressOf(client: string, name: string): Promise<void> {
    return this.#page.click(`${panelOf(client)}//button[normalize-space(.)="${name}"]`);
  }

  /** Waits until the text of what a CSS selector finds holds `text`. */
  shows(selector: string, text: string): Promise<void> {
    return this.#until(
      `${selector} to show "${text}"`,
      `text(${JSON.stringify(selector)}).includes(${JSON.stringify(text)})`,
    );
  }

  /** Waits for the verdict of a check. */
  judged(id: string, status: 'passed' | 'failed'): Promise<void> {
    const selector = `[data-check="${id}"][data-status="${status}"]`;
    return this.#until(`${id} to have ${status}`, `document.querySelector(${JSON.stringify(selector)}) !== null`);
  }

  /** Puts text into the field of a client that has this label. */
  async fill(label: string, text: string): Promise<void> {
    await this.#page.evaluate(`(() => {
      const field = document.querySelector(${JSON.stringify(`[aria-label="${label}"]`)});
      field.focus();
      field.value = ${JSON.stringify(text)};
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    })()`);
  }

  /** Replaces the file in the editor, as a learner does: click, select all, paste. */
  async type(source: string): Promise<void> {
    await this.#page.click('//*[@id="lab"]//*[contains(@class, "monaco-editor")]');
    await this.#page.pressControl('a');
    await this.#page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', ${JSON.stringify(source)});
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(paste);
    })()`);
  }

  pressCheckKey(): Promise<void> {
    return this.#page.pressControl('Enter');
  }

  async #until(label: string, condition: string): Promise<void> {
    const outcome = await this.#page.evaluate(`new Promise((resolve) => {
      const text = (selector) => [...document.querySelectorAll(selector)].map((found) => found.textContent).join('\\n');
      const seen = new MutationObserver(look);
      const late = setTimeout(() => end(document.body.innerText.slice(0, 3000)), ${PATIENCE});
      function end(outcome) { seen.disconnect(); clearTimeout(late); resolve(outcome); }
      function look() { if (${condition}) end(true); }
      seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      look();
    })`);
    if (outcome !== true) throw new Error(`Waited in vain for ${label}. The page: ${outcome}`);
  }
}

const panelOf = (client: string) => `//section[contains(@class, "client")][.//h3[normalize-space(.)="${client}"]]`;
