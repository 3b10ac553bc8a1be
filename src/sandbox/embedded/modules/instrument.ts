/**
 * What is written into a program's functions so that the kernel learns what a browser keeps to itself: where an error
 * was thrown that had been made elsewhere, which top-level `await` never settled, and, for programs that use
 * AsyncLocalStorage, when a function is suspended and resumed. Columns stay the student's: EditedText maps them back.
 */
import type { EditedText } from './edited-text.ts';
import { childList, childNode, forEachChild, type SyntaxNode } from './syntax-tree.ts';

export type Instrument = 'throws' | 'top-level awaits' | 'contexts';

export interface Instruments {
  readonly wanted: ReadonlySet<Instrument>;
  /** The name of the object that the generated code calls: see InstrumentHost. */
  readonly host: string;
  /** The name under which a function keeps its AwaitContext. */
  readonly context: string;
}

/** What instrumented code calls. Offsets are of the source. */
export interface InstrumentHost<Context> {
  /** Gives `error` back. */
  thrown(offset: number, error: unknown): unknown;
  /** The top-level `await` that was last begun. */
  at?: number;
  context(): Context;
}

/** Whose code a node is: of the module itself, of an async function, or of code that cannot await. */
type Place = 'module' | 'async' | 'other';

/** A `throw` that tells more than where its error was made. */
export const MAY_RETHROW = /\bthrow\s+(?!new\b)/;

export function instrument(program: SyntaxNode, source: string, edited: EditedText, instruments: Instruments): void {
  new Instrumenter(source, edited, instruments).visitChildren(program, 'module');
}

class Instrumenter {
  readonly #source: string;
  readonly #edited: EditedText;
  readonly #instruments: Instruments;

  constructor(source: string, edited: EditedText, instruments: Instruments) {
    this.#source = source;
    this.#edited = edited;
    this.#instruments = instruments;
  }

  visitChildren(node: SyntaxNode, place: Place): void {
    forEachChild(node, (child) => this.visit(child, place));
  }

  /** @param outermost the statement that stands for the node: labels before a loop belong to it */
  visit(node: SyntaxNode, place: Place, outermost = node): void {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.#visitFunction(node);
        return;
      case 'ThrowStatement':
        this.#visitThrow(node, place);
        return;
      case 'AwaitExpression':
        this.#visitAwait(node, place);
        return;
      case 'LabeledStatement': {
        const body = childNode(node, 'body');
        if (body !== undefined) this.visit(body, place, outermost);
        return;
      }
      case 'ForOfStatement':
        if (node['await'] === true) this.#visitAwaitingLoop(node, place, outermost);
        else this.visitChildren(node, place);
        return;
      case 'CatchClause':
      case 'TryStatement':
        this.#visitTry(node, place);
        return;
      case 'BlockStatement':
        if (childList(node, 'body').some(({ kind }) => kind === 'await using') && this.#keepsContext(place)) {
          this.#insert(
            node.start + 1,
            `using ${this.#instruments.context}$=${this.#instruments.context}.disposable();`,
          );
        }
        this.visitChildren(node, place);
        return;
      default:
        this.visitChildren(node, place);
    }
  }

  #insert(offset: number, text: string): void {
    this.#edited.replace(offset, offset, text);
  }

  #keepsContext(place: Place): boolean {
    return place !== 'other' && this.#instruments.wanted.has('contexts');
  }

  #visitFunction(node: SyntaxNode): void {
    const place = node['async'] === true ? 'async' : 'other';
    const body = childNode(node, 'body');
    if (body === undefined || !this.#keepsContext(place)) {
      this.visitChildren(node, place);
      return;
    }
    const { host, context } = this.#instruments;
    const declaration = `const ${context}=${host}.context();`;
    if (body.type === 'BlockStatement') {
      const directive = childList(body, 'body').findLast((statement) => typeof statement['directive'] === 'string');
      this.#insert(directive?.end ?? body.start + 1, directive === undefined ? declaration : `;${declaration}`);
      this.visitChildren(node, place);
      return;
    }
    this.#insert(this.#arrowEnd(node), `{${declaration}return(`);
    this.visitChildren(node, place);
    this.#insert(node.end, ')}');
  }

  /** Where the body of an arrow function begins, parentheses around it included. */
  #arrowEnd(node: SyntaxNode): number {
    const arrow = /(?:async\b|\s|\/\*[\s\S]*?\*\/|\/\/.*|[(),])*=>/y;
    arrow.lastIndex = childList(node, 'params').at(-1)?.end ?? node.start;
    return arrow.test(this.#source) ? arrow.lastIndex : (childNode(node, 'body')?.start ?? node.start);
  }

  #visitThrow(node: SyntaxNode, place: Place): void {
    const argument = childNode(node, 'argument');
    const isTold =
      argument !== undefined &&
      !/^(?:New|Sequence|Await)Expression$/.test(argument.type) &&
      this.#instruments.wanted.has('throws');
    if (isTold) this.#insert(argument.start, `${this.#instruments.host}.thrown(${node.start},`);
    this.visitChildren(node, place);
    if (isTold) this.#insert(argument.end, ')');
  }

  #visitAwait(node: SyntaxNode, place: Place): void {
    const argumentStart = node.start + 'await'.length;
    const mark = this.#mark(node, place);
    const { context } = this.#instruments;
    const keeps = this.#keepsContext(place);
    if (keeps) this.#insert(node.start, `${context}.resumed(`);
    if (keeps) this.#insert(argumentStart, ` (${mark}${context}.suspend(`);
    else if (mark !== '') this.#insert(argumentStart, ` (${mark}`);
    this.visitChildren(node, place);
    if (keeps) this.#insert(node.end, ')))');
    else if (mark !== '') this.#insert(node.end, ')');
  }

  /** Notes which top-level `await` is under way. */
  #mark(node: SyntaxNode, place: Place): string {
    const isMarked = place === 'module' && this.#instruments.wanted.has('top-level awaits');
    return isMarked ? `${this.#instruments.host}.at=${node.start},` : '';
  }

  #visitAwaitingLoop(node: SyntaxNode, place: Place, outermost: SyntaxNode): void {
    const [right, body] = [childNode(node, 'right'), childNode(node, 'body')];
    if (right === undefined || body === undefined) return;
    const { context } = this.#instruments;
    const keeps = this.#keepsContext(place);
    const mark = this.#mark(node, place);
    const isBlock = body.type === 'BlockStatement';
    if (keeps) this.#insert(outermost.start, '{');
    const left = childNode(node, 'left');
    if (left !== undefined) this.visit(left, place);
    if (keeps) this.#insert(right.start, `(${mark}${context}.suspend((`);
    else if (mark !== '') this.#insert(right.start, `(${mark}`);
    this.visit(right, place);
    if (keeps) this.#insert(right.end, ')))');
    else if (mark !== '') this.#insert(right.end, ')');
    if (keeps) this.#insert(body.start + (isBlock ? 1 : 0), `${isBlock ? '' : '{'}${context}.restore();try{`);
    this.visit(body, place);
    if (keeps) this.#insert(body.end - (isBlock ? 1 : 0), `}finally{${context}.next()}${isBlock ? '' : '}'}`);
    if (keeps) this.#insert(outermost.end, `${context}.restore();}`);
  }

  /** A rejection resumes the function in `catch` or `finally`. */
  #visitTry(node: SyntaxNode, place: Place): void {
    const handler = childNode(node, node.type === 'CatchClause' ? 'body' : 'finalizer');
    if (handler !== undefined && this.#keepsContext(place)) {
      this.#insert(handler.start + 1, `${this.#instruments.context}.restore();`);
    }
    this.visitChildren(node, place);
  }
}
