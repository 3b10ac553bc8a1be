/**
 * An ES module's source as a generator function: its first step publishes the exports (functions are hoisted by then),
 * its second step evaluates the module. A module with top-level await becomes an async generator.
 * Imports are constants taken at the second step, so that names, messages and columns stay the student's;
 * only those that can still change (`live`) are read through the import object each time.
 */
import { TRUSTED_FOLDER } from '../protocol.ts';
import type { AwaitContext } from './await-context.ts';
import { type ColumnShifts, EditedText } from './edited-text.ts';
import { type Instrument, type InstrumentHost, instrument, MAY_RETHROW } from './instrument.ts';
import { DEFAULT_EXPORT, type ModuleRecord } from './module-record.ts';
import { childList, childNode, forEachChild, type SyntaxNode, text } from './syntax-tree.ts';

export interface ModuleCode {
  readonly code: string;
  readonly shifts: ColumnShifts;
}

/** What the generated function is called with. */
export interface ModuleHost extends InstrumentHost<AwaitContext> {
  readonly meta: object;
  publish(getters: Readonly<Record<string, () => unknown>>): void;
  /** Gives an anonymous default function the name the language gives it. */
  nameDefault(declared: object): void;
  import(specifier: unknown, options?: unknown): Promise<unknown>;
}

/** What is written into the functions of a program's file. */
export function instrumentsFor(source: string, name: string, contexts: { readonly isKept: boolean }): Set<Instrument> {
  const wanted = new Set<Instrument>();
  // The rig is large, and nobody reads where an error of its own was thrown.
  if (name.startsWith(TRUSTED_FOLDER)) return wanted;
  if (MAY_RETHROW.test(source) && !name.includes('/node_modules/')) wanted.add('throws');
  if (contexts.isKept && /\bawait\b/.test(source)) wanted.add('contexts');
  return wanted;
}

/**
 * @param live local names of imports to be read each time
 * @param wanted see `instrumentsFor`
 */
export function generateModule(
  record: ModuleRecord,
  url: string,
  live: ReadonlySet<string>,
  wanted: Set<Instrument>,
): ModuleCode {
  const { source, program, names } = record;
  const own = ownNames(source);
  const edited = new EditedText(source);
  if (source.startsWith('#!')) edited.replace(0, 2, '//');
  for (const statement of childList(program, 'body')) editModuleStatement(statement, edited, source, own);
  editImportExpressions(program, edited, own);
  if (names.hasTopLevelAwait) wanted.add('top-level awaits');
  if (wanted.size > 0) instrument(program, source, edited, { wanted, host: own.host, context: own.context });
  for (const { identifier, name, use } of names.references) {
    if (!live.has(name)) continue;
    const read = `${own.imports}[${JSON.stringify(name)}]`;
    const replacement = use === 'call' ? `(0,${read})` : use === 'shorthand' ? `${name}:${read}` : read;
    edited.replace(identifier.start, identifier.end, replacement);
  }
  const getters = [...record.localExports].map(([exported, local]) => {
    const name = local === DEFAULT_EXPORT ? own.default : (liveRead(local, live, own) ?? local);
    return `${JSON.stringify(exported)}:()=>${name}`;
  });
  const constants = [...record.imports.keys()].filter((name) => !live.has(name));
  const generator = names.hasTopLevelAwait ? 'async function*' : 'function*';
  const context = wanted.has('contexts') ? `const ${own.context}=${own.host}.context();` : '';
  const prefix =
    `(${generator}(${own.host},${own.imports}){"use strict";` +
    (hasAnonymousFunction(program) ? `${own.host}.nameDefault(${own.default});` : '') +
    `${own.host}.publish({__proto__:null,${getters.join()}});yield;${context}` +
    (constants.length > 0 ? `const{${constants.join()}}=${own.imports};` : '');
  const { code, shifts } = edited.render(prefix);
  return { code: `${code}\n})\n//# sourceURL=${url}`, shifts };
}

interface OwnNames {
  readonly host: string;
  readonly imports: string;
  readonly default: string;
  readonly context: string;
}

/** Names for what the generated function adds, none of which the source contains. */
function ownNames(source: string): OwnNames {
  const unused = (name: string): string => (source.includes(name) ? unused(`${name}$`) : name);
  return {
    host: unused('$host'),
    imports: unused('$import'),
    default: unused('$default'),
    context: unused('$context'),
  };
}

function liveRead(local: string, live: ReadonlySet<string>, own: OwnNames): string | undefined {
  return live.has(local) ? `${own.imports}[${JSON.stringify(local)}]` : undefined;
}

// What is taken away leaves a semicolon, or the statements around it could run together.
function editModuleStatement(statement: SyntaxNode, edited: EditedText, source: string, own: OwnNames): void {
  const declaration = childNode(statement, 'declaration');
  switch (statement.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      edited.blank(statement.start, statement.end, ';');
      break;
    case 'ExportNamedDeclaration':
      edited.blank(statement.start, declaration?.start ?? statement.end, ';');
      break;
    case 'ExportDefaultDeclaration':
      if (declaration !== undefined) editDefaultExport(statement, declaration, edited, source, own);
      break;
  }
}

function editDefaultExport(
  statement: SyntaxNode,
  declaration: SyntaxNode,
  edited: EditedText,
  source: string,
  own: OwnNames,
): void {
  const isNamed = text(childNode(declaration, 'id'), 'name') !== '';
  if (isNamed && /^(?:Function|Class)Declaration$/.test(declaration.type)) {
    edited.blank(statement.start, declaration.start, ';');
    return;
  }
  if (declaration.type === 'FunctionDeclaration') {
    // The name takes the room that `export default` leaves, so that the columns after it stay.
    const head = /^(?:async\s+)?function\s*\*?/.exec(source.slice(declaration.start))?.[0] ?? 'function';
    const headEnd = declaration.start + head.length;
    const named = `;${head} ${own.default}`;
    const room = headEnd - statement.start;
    edited.replace(
      statement.start,
      headEnd,
      /[\n\r]/.test(source.slice(statement.start, headEnd)) ? named : named.padEnd(room),
    );
    return;
  }
  // As a property's value an anonymous function or class is named "default", as the language demands.
  // Not up to the declaration's start: parentheses around the expression are no part of it.
  const keywords = /^export(?:\s|\/\*[\s\S]*?\*\/|\/\/.*)*default/.exec(source.slice(statement.start))?.[0] ?? '';
  const breaks = keywords.replace(/[^\n\r\u2028\u2029]/g, '');
  edited.replace(statement.start, statement.start + keywords.length, `const ${own.default}={default:${breaks}`);
  const end = source[statement.end - 1] === ';' ? statement.end - 1 : statement.end;
  edited.replace(end, statement.end, '}.default;');
}

function hasAnonymousFunction(program: SyntaxNode): boolean {
  return childList(program, 'body').some((statement) => {
    const declaration = statement.type === 'ExportDefaultDeclaration' ? childNode(statement, 'declaration') : undefined;
    return declaration?.type === 'FunctionDeclaration' && childNode(declaration, 'id') === undefined;
  });
}

function editImportExpressions(node: SyntaxNode, edited: EditedText, own: OwnNames): void {
  if (node.type === 'ImportExpression') {
    edited.replace(node.start, node.start + 'import'.length, `${own.host}.import`);
  } else if (node.type === 'MetaProperty' && text(childNode(node, 'meta'), 'name') === 'import') {
    edited.replace(node.start, node.end, `${own.host}.meta`);
  }
  forEachChild(node, (child) => editImportExpressions(child, edited, own));
}
