/** The little of ESTree that the transforms need: nodes are walked by shape, so that syntax nobody thought of is still walked. */

export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** The child node under `property`, or undefined when there is none. */
export function childNode(node: SyntaxNode, property: string): SyntaxNode | undefined {
  const value = node[property];
  return isNode(value) ? value : undefined;
}

/** The child nodes under a property that holds a list; holes are left out. */
export function childList(node: SyntaxNode, property: string): SyntaxNode[] {
  const value = node[property];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** A property that holds a string: `name`, `kind`, `operator`. Empty when it holds something else. */
export function text(node: SyntaxNode | undefined, property: string): string {
  const value = node?.[property];
  return typeof value === 'string' ? value : '';
}

/** Calls `visit` for each direct child, in source order, with the property that holds it. */
export function forEachChild(node: SyntaxNode, visit: (child: SyntaxNode, property: string) => void): void {
  for (const property in node) {
    const value = node[property];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item, property);
    } else if (isNode(value)) {
      visit(value, property);
    }
  }
}

/** The identifiers that a binding pattern declares: `{ a, b: [c = 1], ...d }` gives a, c, d. */
export function boundIdentifiers(pattern: SyntaxNode | undefined, found: SyntaxNode[] = []): SyntaxNode[] {
  switch (pattern?.type) {
    case 'Identifier':
      found.push(pattern);
      break;
    case 'ObjectPattern':
      for (const property of childList(pattern, 'properties')) {
        boundIdentifiers(childNode(property, 'value') ?? childNode(property, 'argument'), found);
      }
      break;
    case 'ArrayPattern':
      for (const element of childList(pattern, 'elements')) boundIdentifiers(element, found);
      break;
    case 'AssignmentPattern':
      boundIdentifiers(childNode(pattern, 'left'), found);
      break;
    case 'RestElement':
      boundIdentifiers(childNode(pattern, 'argument'), found);
      break;
  }
  return found;
}

/** The name an export or import specifier gives: an identifier's, or a string literal's. */
export function moduleExportName(node: SyntaxNode | undefined): string {
  return node?.type === 'Literal' ? String(node['value']) : text(node, 'name');
}
