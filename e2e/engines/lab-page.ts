/** The lab in a browser of any engine, steered as far as a WebDriver goes: real clicks and keys, looks through the page's own DOM. */
import { type EnginePage, PATIENCE } from '../../build/engines/engine.ts';

/** The driver must not give up first, since it cannot tell what the lab showed, ms. */
const LOOKS_FOR = PATIENCE - 20_000;

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
      `text(${JSON.stringify(selector)})?.includes(${JSON.stringify(text)})`,
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

  /** Replaces the file in the editor, as a learner does: click, select all, paste. The end of it is looked for in the editor. */
  async type(source: string): Promise<void> {
    await this.showsCode('');
    await this.#page.click('//*[@id="lab"]//*[contains(@class, "monaco-editor")]');
    await this.#page.pressControl('a');
    await this.#page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', ${JSON.stringify(source)});
      // Firefox takes the text by names of its own, and would else paste nothing.
      const own = { data: ${JSON.stringify(source)}, dataType: 'text/plain' };
      const paste = new ClipboardEvent('paste', { clipboardData, ...own, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(paste);
    })()`);
    const lines = source.split('\n').map((line) => line.trim());
    for (const line of lines.filter(Boolean).slice(-3)) await this.showsCode(line);
  }

  /** Waits until the editor has drawn this text, which stands in one line. */
  showsCode(text: string): Promise<void> {
    return this.shows('#lab .monaco-editor .view-line', text);
  }

  reload(): Promise<void> {
    return this.#page.reload();
  }

  pressCheckKey(): Promise<void> {
    return this.#page.pressControl('Enter');
  }

  async #until(label: string, condition: string): Promise<void> {
    const outcome = await this.#page.evaluate(`new Promise((resolve) => {
      // The editor draws hard spaces. Nothing that is there has no text.
      const text = (selector) => {
        const found = [...document.querySelectorAll(selector)];
        return found.length === 0 ? undefined : found.map((one) => one.textContent.replaceAll('\\u00a0', ' ')).join('\\n');
      };
      const seen = new MutationObserver(look);
      const late = setTimeout(() => end((document.querySelector('#lab') ?? document.body).innerText.slice(0, 3000)), ${LOOKS_FOR});
      function end(outcome) { seen.disconnect(); clearTimeout(late); resolve(outcome); }
      function look() { if (${condition}) end(true); }
      seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      look();
    })`);
    if (outcome !== true) throw new Error(`Waited in vain for ${label}. The lab: ${outcome}`);
  }
}

const panelOf = (client: string) => `//section[contains(@class, "client")][.//h3[normalize-space(.)="${client}"]]`;
