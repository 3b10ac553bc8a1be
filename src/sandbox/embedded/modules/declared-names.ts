/** Which names a pattern, a list of statements or a function body declares. */
import { boundIdentifiers, childList, childNode, forEachChild, type SyntaxNode, text } from './syntax-tree.ts';

/** Names declared at the top level of a program, imports not among them. */
export function declaredNames(body: readonly SyntaxNode[]): Set<string> {
  const names = lexicalNames(body.map((statement) => childNode(statement, 'declaration') ?? statement));
  for (const statement of body) collectVarNames(statement, names);
  return names;
}

/** The names a binding pattern declares. */
export function boundNames(pattern: SyntaxNode | undefined): string[] {
  return boundIdentifiers(pattern).map((identifier) => text(identifier, 'name'));
}

/** Names that `let`, `const`, `using`, `class` and (in strict mode) `function` declare in a list of statements. */
export function lexicalNames(statements: readonly SyntaxNode[]): Set<string> {
  const names = new Set<string>();
  for (const statement of statements) {
    if (statement.type === 'VariableDeclaration' && text(statement, 'kind') !== 'var') {
      for (const declarator of childList(statement, 'declarations')) {
        for (const name of boundNames(childNode(declarator, 'id'))) names.add(name);
      }
    } else if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') {
      const name = text(childNode(statement, 'id'), 'name');
      if (name !== '') names.add(name);
    }
  }
  return names;
}

/** Names that `var` declares under `body`, functions within it left alone. */
export function varNames(body: SyntaxNode): Set<string> {
  const names = new Set<string>();
  forEachChild(body, (child) => collectVarNames(child, names));
  return names;
}

function collectVarNames(node: SyntaxNode, names: Set<string>): void {
  if (/Function|^Class|^StaticBlock$/.test(node.type)) return;
  if (node.type === 'VariableDeclaration' && text(node, 'kind') === 'var') {
    for (const declarator of childList(node, 'declarations')) {
      for (const name of boundNames(childNode(declarator, 'id'))) names.add(name);
    }
  }
  forEachChild(node, (child) => collectVarNames(child, names));
}
