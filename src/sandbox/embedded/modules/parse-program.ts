/** Parsing programs' files, with errors as the engine words them and Node prints them. */
import { Parser } from 'acorn';
import { type ModuleHost, setArrow } from './host.ts';
import { type ModuleRecord, parseModule } from './module-record.ts';
import { arrowMessage, type ParseFailure, parseFailure, positionAt, unexpectedToken } from './syntax-errors.ts';
import { forEachChild, type SyntaxNode, text } from './syntax-tree.ts';

/** @throws SyntaxError that carries what Node prints above it */
export function parseProgramModule(host: ModuleHost, source: string, url: string): ModuleRecord {
  try {
    return parseModule(source);
  } catch (error) {
    const failure = parseFailure(error);
    if (failure === undefined) throw error;
    const message = engineMessage(host, asScript(source)) ?? inEngineWords(failure, source);
    throw withPlace(host, new SyntaxError(message), url, source, failure);
  }
}

/** Compiles what was parsed. @throws SyntaxError that tells what the engine cannot do and the parser can */
export function evaluateModule(
  host: ModuleHost,
  code: string,
  { source, program }: ModuleRecord,
  url: string,
): unknown {
  try {
    return host.evaluate(code);
  } catch (error) {
    throw (error instanceof SyntaxError && missingSyntax(host, program, source, url)) || error;
  }
}

/** The same for CommonJS, where the engine has thrown already and only the place is missing. */
export function placeScriptError(host: ModuleHost, error: SyntaxError, source: string, filename: string): SyntaxError {
  const failure = scriptFailure(source);
  if (failure !== undefined) return withPlace(host, error, filename, source, failure);
  const program = parseQuietly(source);
  return (program && missingSyntax(host, program, source, filename)) ?? error;
}

/** The one part of the language that a browser still lacks: WebKit refuses `using` in words that name neither it nor its place. */
function missingSyntax(host: ModuleHost, program: SyntaxNode, source: string, where: string): SyntaxError | undefined {
  const offset = findUsing(program)?.start;
  if (offset === undefined) return undefined;
  const error = new SyntaxError('This browser cannot run `using`: call [Symbol.dispose]() in a finally block instead');
  return withPlace(host, error, where, source, { offset, position: positionAt(source, offset) });
}

function findUsing(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'VariableDeclaration' && /using$/.test(text(node, 'kind'))) return node;
  let found: SyntaxNode | undefined;
  forEachChild(node, (child) => {
    found ??= findUsing(child);
  });
  return found;
}

/** The tree of a CommonJS source; undefined when it cannot be parsed. */
export function parseQuietly(source: string): SyntaxNode | undefined {
  try {
    return parseScript(source);
  } catch {
    return undefined;
  }
}

function scriptFailure(source: string): ParseFailure | undefined {
  try {
    parseScript(source);
    return undefined;
  } catch (error) {
    return parseFailure(error);
  }
}

function parseScript(source: string): SyntaxNode {
  return Parser.parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'commonjs',
    locations: true,
    allowHashBang: true,
  }) as unknown as SyntaxNode;
}

function withPlace(
  host: ModuleHost,
  error: SyntaxError,
  where: string,
  source: string,
  { offset, position }: Pick<ParseFailure, 'offset' | 'position'>,
): SyntaxError {
  const word = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(source.slice(offset))?.[0];
  setArrow(host, error, arrowMessage(where, source, position, word?.length ?? (offset < source.length ? 1 : 0)));
  return error;
}

function inEngineWords({ message, offset }: ParseFailure, source: string): string {
  return message === 'Unexpected token' ? unexpectedToken(source, offset) : message;
}

/** Lets the engine say what is wrong: its words are the ones that Node prints. */
function engineMessage(host: ModuleHost, script: string): string | undefined {
  try {
    host.evaluate(`(async function*(){"use strict";${script}\n})`);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) return undefined;
    // Everywhere in a module `await` is a reserved word; the script above cannot say so.
    return error.message.startsWith('await is only valid') ? 'Unexpected reserved word' : error.message;
  }
}

/** A rough script of a module that cannot be parsed: good enough for the engine to meet the same mistake. */
function asScript(source: string): string {
  return source
    .replace(/^#!.*/, '')
    .replace(/\bimport\.meta\b/g, 'this')
    .replace(/^[ \t]*import\b(?!\s*\()[^'"();]*(['"])[^'"\n]*\1[^\n;]*;?/gm, ';')
    .replace(/^[ \t]*export\s*(?:\*[^'"\n]*|\{[^}]*\})(?:\s*from\s*(['"])[^'"\n]*\1)?[^\n;]*;?/gm, ';')
    .replace(/^([ \t]*)export\s+default\b/gm, '$1void ')
    .replace(/^([ \t]*)export\b/gm, '$1');
}
