/** The rules of type stripping for parameters and arrow functions. */
import type { StripContext } from './strip-types.ts';
import { childList, childNode, type SyntaxNode, text } from './syntax-tree.ts';

/** Takes a leading `this` parameter away, with its comma. True when the function was visited to its end. */
export function stripThisParameter(node: SyntaxNode, context: StripContext): boolean {
  const { source, tokens, output, visit } = context;
  const [first, ...others] = childList(node, 'params');
  if (first === undefined || text(first, 'name') !== 'this') return false;
  const next = tokens.next(first.end);
  output.blank(first.start, source[next] === ',' ? next + 1 : first.end);
  const rest = ['typeParameters', 'returnType', 'body'].map((property) => childNode(node, property));
  for (const part of [...others, ...rest]) if (part !== undefined) visit(part);
  return true;
}

/** `a?: string`, `[a]?: T`: the question mark stands between the name or pattern and its annotation. */
export function stripOptionalMark(node: SyntaxNode, { source, tokens, output }: StripContext): void {
  if (node['optional'] !== true) return;
  const annotation = childNode(node, 'typeAnnotation');
  let mark: number;
  if (annotation !== undefined) mark = tokens.previousEnd(annotation.start) - 1;
  else if (source[node.end - 1] === '?') mark = node.end - 1;
  else mark = tokens.next(node.end);
  // In `f?.<T>(1)` the parser marks `f` as optional too.
  if (source[mark] === '?' && source[mark + 1] !== '.') output.blank(mark, mark + 1);
}

/** Arrow functions whose types span lines: no line break may come to stand where the grammar forbids one. */
export function stripArrow(node: SyntaxNode, context: StripContext): void {
  const { tokens, output } = context;
  const typeParameters = childNode(node, 'typeParameters');
  if (typeParameters !== undefined && node['async'] === true) {
    if (tokens.hasLineBreak(typeParameters.start, typeParameters.end)) moveParenthesis(typeParameters, context);
  }
  const returnType = childNode(node, 'returnType');
  if (returnType === undefined) return;
  const closing = tokens.previousEnd(returnType.start) - 1;
  const arrow = tokens.next(returnType.end);
  if (!tokens.hasLineBreak(closing, arrow)) return;
  output.blank(closing, closing + 1);
  output.overwrite(returnType.end - 1, ')');
}

/** `return <T>⏎(x: T) => x` would return nothing once `<T>` is gone. */
export function keepArrowArgument(statement: SyntaxNode, keyword: string, context: StripContext): void {
  const { tokens } = context;
  const arrow = childNode(statement, 'argument');
  if (arrow?.type !== 'ArrowFunctionExpression' || arrow['async'] === true) return;
  const typeParameters = childNode(arrow, 'typeParameters');
  if (typeParameters === undefined || tokens.next(statement.start + keyword.length) !== arrow.start) return;
  if (tokens.hasLineBreak(typeParameters.start, tokens.next(typeParameters.end))) {
    moveParenthesis(typeParameters, context);
  }
}

function moveParenthesis(typeParameters: SyntaxNode, { tokens, output }: StripContext): void {
  output.overwrite(tokens.next(typeParameters.end), ' ');
  output.overwrite(typeParameters.start, '(');
}
