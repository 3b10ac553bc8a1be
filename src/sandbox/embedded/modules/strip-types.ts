/**
 * TypeScript to JavaScript as Node does it: types become white space of the same length, so every position stays.
 * Syntax that would need code to be generated (`enum`, parameter properties, …) is refused in Node's words.
 * Behaviour: `node:module`.stripTypeScriptTypes of Node 26, which the tests compare with byte by byte.
 */
import { changesGrouping } from './assertion-grouping.ts';
import { BlankedText } from './blanking.ts';
import { stripClass, stripClassMember } from './strip-classes.ts';
import { keepArrowArgument, stripArrow, stripOptionalMark, stripThisParameter } from './strip-functions.ts';
import { parseFailure } from './syntax-errors.ts';
import { childList, childNode, forEachChild, type SyntaxNode, text } from './syntax-tree.ts';
import { TokenScanner } from './token-scanner.ts';
import { isUninstantiated, onlyDeclaresTypes } from './type-declarations.ts';
import { TypeScriptError } from './typescript-error.ts';
import { parseJavaScript, parseTypeScript } from './typescript-parser.ts';

/** What the rules for one kind of node work with. */
export interface StripContext {
  readonly source: string;
  readonly tokens: TokenScanner;
  readonly output: BlankedText;
  visit(node: SyntaxNode): void;
  refuse(node: SyntaxNode, message: string, end?: number): never;
}

/**
 * @param filename goes into the error
 * @throws TypeScriptError
 */
export function stripTypes(source: string, filename: string): string {
  const { program, comments } = parse(source, filename);
  const context: StripContext = {
    source,
    tokens: new TokenScanner(source, comments),
    output: new BlankedText(source),
    visit: (node) => strip(node, context),
    refuse(node, message, end = node.end) {
      throw new TypeScriptError('UnsupportedSyntax', message, { filename, source, start: node.start, end });
    },
  };
  context.visit(program);
  return context.output.toString();
}

function parse(source: string, filename: string): ReturnType<typeof parseTypeScript> {
  try {
    return parseTypeScript(source);
  } catch (error) {
    const failure = parseFailure(error);
    if (failure === undefined) throw error;
    // The TypeScript parser stumbles over some plain JavaScript: `a ? (b) : c => d`.
    const plain = parseJavaScript(source);
    if (plain !== undefined) return plain;
    const { message, offset } = failure;
    throw new TypeScriptError('InvalidSyntax', message, { filename, source, start: offset, end: offset + 1 });
  }
}

function strip(node: SyntaxNode, context: StripContext): void {
  const { output } = context;
  if (onlyDeclaresTypes(node)) return blankStatement(node, context);
  switch (node.type) {
    case 'TSTypeAnnotation':
    case 'TSTypeParameterDeclaration':
    case 'TSTypeParameterInstantiation':
    case 'TSIndexSignature':
      output.blank(node.start, node.end);
      return;
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      stripAssertion(node, context);
      return;
    case 'TSNonNullExpression':
      output.blank(node.end - 1, node.end);
      visitExpression(node, context);
      return;
    case 'TSInstantiationExpression':
      output.blank(childNode(node, 'expression')?.end ?? node.end, node.end);
      visitExpression(node, context);
      return;
    case 'TSModuleDeclaration':
      stripNamespace(node, context);
      return;
    case 'ExportNamedDeclaration':
    case 'ImportDeclaration':
      stripTypeSpecifiers(node, context);
      break;
    case 'ArrowFunctionExpression':
      stripArrow(node, context);
      break;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      if (stripThisParameter(node, context)) return;
      break;
    case 'Identifier':
    case 'ObjectPattern':
    case 'ArrayPattern':
      stripOptionalMark(node, context);
      break;
    case 'VariableDeclarator':
      stripDefiniteMark(node, context);
      break;
    case 'ClassDeclaration':
    case 'ClassExpression':
      stripClass(node, context);
      break;
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'TSAbstractMethodDefinition':
    case 'TSAbstractPropertyDefinition':
    case 'TSAbstractAccessorProperty':
      if (stripClassMember(node, context)) return;
      break;
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'YieldExpression':
      keepArrowArgument(node, ARGUMENT_KEYWORDS[node.type] ?? '', context);
      break;
    default:
      refuseUnsupported(node, context);
  }
  forEachChild(node, (child) => context.visit(child));
  if (BODIES.has(node.type)) keepBody(node, context);
}

function visitExpression(parent: SyntaxNode, { visit }: StripContext): void {
  const expression = childNode(parent, 'expression');
  if (expression !== undefined) visit(expression);
}

function stripAssertion(assertion: SyntaxNode, context: StripContext): void {
  const { source, tokens, output } = context;
  const expression = childNode(assertion, 'expression');
  if (expression === undefined) return;
  const next = tokens.next(assertion.end);
  if (changesGrouping(assertion, source, next)) {
    context.refuse(
      assertion,
      'Type assertions that would change binary expression grouping are not supported in strip-only mode.',
    );
  }
  output.blank(expression.end, assertion.end);
  const type = childNode(assertion, 'typeAnnotation') ?? assertion;
  const isConst = text(childNode(type, 'typeName'), 'name') === 'const';
  if (!isConst && tokens.hasLineBreak(assertion.end, next) && startsCall(source, next)) {
    output.overwrite(tokens.next(expression.end), ';');
  }
  context.visit(expression);
}

const ARGUMENT_KEYWORDS: Readonly<Record<string, string>> = {
  ReturnStatement: 'return',
  ThrowStatement: 'throw',
  YieldExpression: 'yield',
};

const REFUSED: Readonly<Record<string, string>> = {
  TSEnumDeclaration: 'TypeScript enum is not supported in strip-only mode',
  TSParameterProperty: 'TypeScript parameter property is not supported in strip-only mode',
  TSImportEqualsDeclaration: 'TypeScript import equals declaration is not supported in strip-only mode',
  TSExportAssignment: 'TypeScript export assignment is not supported in strip-only mode',
  TSTypeAssertion:
    "The angle-bracket syntax for type assertions, `<T>expr`, is not supported in type strip mode. Instead, use the 'as' syntax: `expr as T`.",
};

function refuseUnsupported(node: SyntaxNode, { refuse }: StripContext): void {
  const message = REFUSED[node.type];
  if (message === undefined) return;
  // Node points at the parameter, not at its modifier.
  const parameter = childNode(node, 'parameter') ?? node;
  const start = childNode(parameter, 'left')?.start ?? parameter.start;
  refuse({ ...parameter, start }, message);
}

function stripNamespace(node: SyntaxNode, context: StripContext): void {
  const { tokens, refuse } = context;
  const afterDeclare = node['declare'] === true ? tokens.next(node.start + 'declare'.length) : node.start;
  const id = childNode(node, 'id');
  if (id?.type === 'Identifier' && tokens.wordAt(afterDeclare) === 'module') {
    const keyword = { ...node, start: afterDeclare };
    refuse(keyword, '`module` keyword is not supported. Use `namespace` instead.', id.end);
  }
  const declares = node['declare'] === true || node['global'] === true || id?.type === 'Literal';
  if (declares || isUninstantiated(node)) blankStatement(node, context);
  else refuse(node, 'TypeScript namespace declaration is not supported in strip-only mode');
}

/** Blanks a whole statement; where the statements around it would then run together, leaves a semicolon. */
function blankStatement(node: SyntaxNode, { source, tokens, output }: StripContext): void {
  output.blank(node.start, node.end);
  const previousEnd = tokens.previousEnd(node.start);
  const next = tokens.next(node.end);
  if (previousEnd === 0 || next >= source.length || !tokens.hasLineBreak(node.end, next)) return;
  if (source[previousEnd - 1] !== ';' && continuesStatement(source, next)) output.overwrite(node.start, ';');
}

const PLAIN_TEMPLATE = /`(?:[^`\\$]|\\[\s\S]|\$(?!\{))*`/y;

function startsCall(source: string, position: number): boolean {
  PLAIN_TEMPLATE.lastIndex = position;
  return '(['.includes(source.charAt(position)) || PLAIN_TEMPLATE.test(source);
}

function continuesStatement(source: string, position: number): boolean {
  const two = source.slice(position, position + 2);
  return startsCall(source, position) || /^(?:\+[^+=]|-[^-=]|\/)/.test(two);
}

function stripTypeSpecifiers(node: SyntaxNode, { source, tokens, output }: StripContext): void {
  for (const specifier of childList(node, 'specifiers')) {
    if (text(specifier, 'importKind') !== 'type' && text(specifier, 'exportKind') !== 'type') continue;
    const next = tokens.next(specifier.end);
    output.blank(specifier.start, source[next] === ',' ? next + 1 : specifier.end);
  }
}

function stripDefiniteMark(node: SyntaxNode, { source, tokens, output }: StripContext): void {
  const id = childNode(node, 'id');
  if (node['definite'] !== true || id?.type !== 'Identifier') return;
  const mark = tokens.next(id.start + text(id, 'name').length);
  if (source[mark] === '!') output.blank(mark, mark + 1);
}

const BODIES = new Set([
  'IfStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);

/** `if (a) type X = 1` must keep a body: an empty statement. */
function keepBody(node: SyntaxNode, { output }: StripContext): void {
  for (const property of ['body', 'consequent', 'alternate']) {
    const body = childNode(node, property);
    if (body !== undefined && onlyDeclaresTypes(body)) output.overwrite(body.start, ';');
  }
}
