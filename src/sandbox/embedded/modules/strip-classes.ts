/** The rules of type stripping for classes and their members. */
import type { StripContext } from './strip-types.ts';
import { childList, childNode, type SyntaxNode, text } from './syntax-tree.ts';

/** Takes `abstract` and `implements …` away. */
export function stripClass(node: SyntaxNode, { tokens, output }: StripContext): void {
  if (node['abstract'] === true) {
    const at = tokens.next(lastDecoratorEnd(node) ?? node.start);
    output.blank(at, at + 'abstract'.length);
  }
  const interfaces = childList(node, 'implements');
  const last = interfaces.at(-1);
  if (last === undefined) return;
  const heads = ['superTypeParameters', 'superTypeArguments', 'superClass', 'typeParameters', 'id'];
  const head = heads.map((property) => childNode(node, property)).find((part) => part !== undefined);
  const keyword = tokens.next(head?.end ?? node.start + 'class'.length);
  output.blank(keyword, last.end);
}

/** True when the whole member is gone. */
export function stripClassMember(node: SyntaxNode, context: StripContext): boolean {
  const { source, tokens, output } = context;
  const key = childNode(node, 'key');
  const value = childNode(node, 'value');
  const hasNoBody = value?.type === 'TSDeclareMethod' || value?.type === 'TSEmptyBodyFunctionExpression';
  if (node['abstract'] === true || node.type.startsWith('TSAbstract') || node['declare'] === true || hasNoBody) {
    output.blank(node.start, node.end);
    return true;
  }
  if (key === undefined) return false;
  const start = tokens.next(lastDecoratorEnd(node) ?? node.start);
  const hasModifier = stripModifiers(start, key.start, context);
  const keyEnd = node['computed'] === true ? tokens.next(key.end) + 1 : key.end;
  if (node['optional'] === true || node['definite'] === true) {
    const mark = tokens.next(keyEnd);
    if (source[mark] === '?' || source[mark] === '!') output.blank(mark, mark + 1);
  }
  if (endsFieldEarly(node, key)) {
    // `get: number` must not become the head of an accessor.
    const annotation = childNode(node, 'typeAnnotation');
    if (annotation !== undefined) output.overwrite(annotation.start, ';');
  }
  const isPlain = node['static'] !== true && childList(node, 'decorators').length === 0;
  if (hasModifier && isPlain && joinsPreviousMember(node, key)) output.overwrite(start, ';');
  return false;
}

const TYPE_MODIFIERS = new Set(['public', 'private', 'protected', 'readonly', 'override']);
const RUN_TIME_MODIFIERS = new Set(['static', 'accessor', 'async', 'get', 'set']);

/** Blanks the modifiers before the key. True when there was one. */
function stripModifiers(start: number, keyStart: number, { tokens, output }: StripContext): boolean {
  let found = false;
  let at = start;
  while (at < keyStart) {
    const word = tokens.wordAt(at);
    if (TYPE_MODIFIERS.has(word)) {
      output.blank(at, at + word.length);
      found = true;
    } else if (!RUN_TIME_MODIFIERS.has(word)) {
      break;
    }
    at = tokens.next(at + word.length);
  }
  return found;
}

function endsFieldEarly(node: SyntaxNode, key: SyntaxNode): boolean {
  if (node.type === 'MethodDefinition' || childNode(node, 'value') !== undefined) return false;
  return node['computed'] !== true && ['get', 'set', 'static'].includes(text(key, 'name'));
}

/** `x = 1⏎ private [y] = 2`: without its modifier the member would continue the one before. */
function joinsPreviousMember(node: SyntaxNode, key: SyntaxNode): boolean {
  const isGenerator = node.type === 'MethodDefinition' && childNode(node, 'value')?.['generator'] === true;
  return node['computed'] === true || isGenerator || ['in', 'instanceof'].includes(text(key, 'name'));
}

function lastDecoratorEnd(node: SyntaxNode): number | undefined {
  return childList(node, 'decorators').at(-1)?.end;
}
