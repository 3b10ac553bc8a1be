/** `1 + 2 as any * 3` means `(1 + 2) * 3`; without its type it would mean `1 + (2 * 3)`. Such assertions cannot be stripped. */
import { childNode, type SyntaxNode, text } from './syntax-tree.ts';

const PRECEDENCE: Readonly<Record<string, number>> = {
  '**': 15,
  '*': 14,
  '/': 14,
  '%': 14,
  '+': 13,
  '-': 13,
  '<<': 12,
  '>>': 12,
  '>>>': 12,
  '<': 11,
  '<=': 11,
  '>': 11,
  '>=': 11,
  in: 11,
  instanceof: 11,
  '==': 10,
  '!=': 10,
  '===': 10,
  '!==': 10,
  '&': 9,
  '^': 8,
  '|': 7,
  '&&': 6,
  '||': 5,
  '??': 4,
};
const OPERATOR =
  /(?:in|instanceof)(?![\p{ID_Continue}$])|(?:>>>|\*\*|<<|>>|[=!]==|[=!]=|<=|>=|&&|\|\||\?\?)(?!=)|[-+*/%<>&^|](?![-+=&|])/uy;

/** @param assertion an `as` or `satisfies` expression @param next where the token after it starts */
export function changesGrouping(assertion: SyntaxNode, source: string, next: number): boolean {
  const inner = operatorUnder(assertion);
  if (inner === undefined) return false;
  OPERATOR.lastIndex = next;
  const outer = OPERATOR.exec(source)?.[0];
  if (outer === undefined) return false;
  const [innerPrecedence, outerPrecedence] = [PRECEDENCE[inner] ?? 0, PRECEDENCE[outer] ?? 0];
  if (outerPrecedence !== innerPrecedence) return outerPrecedence > innerPrecedence;
  // Only exponentiation groups to the right.
  return inner === '**';
}

function operatorUnder(assertion: SyntaxNode): string | undefined {
  let expression: SyntaxNode | undefined = assertion;
  while (expression?.type === 'TSAsExpression' || expression?.type === 'TSSatisfiesExpression') {
    expression = childNode(expression, 'expression');
  }
  const isBinary = expression?.type === 'BinaryExpression' || expression?.type === 'LogicalExpression';
  return isBinary ? text(expression, 'operator') : undefined;
}
