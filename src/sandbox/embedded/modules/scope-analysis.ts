/** Which identifiers of a module refer to its top-level names. Exact: block, function, class, catch and parameter scopes. */
import { boundNames, lexicalNames, varNames } from './declared-names.ts';
import { childList, childNode, forEachChild, type SyntaxNode, text } from './syntax-tree.ts';

export interface Reference {
  readonly identifier: SyntaxNode;
  readonly name: string;
  /** `shorthand` stands for key and value at once: `{ a }`; a `call` must not pass a `this`. */
  readonly use: 'read' | 'write' | 'call' | 'shorthand';
}

export interface TopLevelNames {
  /** Every identifier that refers to one of the asked names. */
  readonly references: readonly Reference[];
  /** Names assigned somewhere other than in their declaration. */
  readonly reassigned: ReadonlySet<string>;
  readonly hasTopLevelAwait: boolean;
}

interface Scope {
  readonly names: ReadonlySet<string>;
  readonly parent: Scope | undefined;
}

/** @param names the module's top-level names, imports among them */
export function analyzeTopLevelNames(program: SyntaxNode, names: ReadonlySet<string>): TopLevelNames {
  const analysis = new Analysis(names);
  for (const statement of childList(program, 'body')) analysis.visit(statement, program, undefined);
  // A direct eval may assign anything.
  const reassigned = analysis.usesEval ? names : analysis.reassigned;
  return { references: analysis.references, reassigned, hasTopLevelAwait: analysis.hasTopLevelAwait };
}

class Analysis {
  readonly references: Reference[] = [];
  readonly reassigned = new Set<string>();
  hasTopLevelAwait = false;
  usesEval = false;
  readonly #names: ReadonlySet<string>;
  #functionDepth = 0;

  constructor(names: ReadonlySet<string>) {
    this.#names = names;
  }

  visit(node: SyntaxNode, parent: SyntaxNode, scope: Scope | undefined): void {
    switch (node.type) {
      case 'Identifier':
        this.#refer(node, isCallee(node, parent) ? 'call' : 'read', scope);
        return;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.#visitFunction(node, scope);
        return;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#visitChildren(node, inner(scope, [text(childNode(node, 'id'), 'name')]), ['id']);
        return;
      case 'StaticBlock':
        this.#inFunction(() => this.#visitBlock(node, childList(node, 'body'), scope, varNames(node)));
        return;
      case 'PropertyDefinition':
        this.#visitField(node, scope);
        return;
      case 'BlockStatement':
        this.#visitBlock(node, childList(node, 'body'), scope);
        return;
      case 'SwitchStatement': {
        const statements = childList(node, 'cases').flatMap((branch) => childList(branch, 'consequent'));
        this.#visitBlock(node, statements, scope);
        return;
      }
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        this.#visitLoop(node, scope);
        return;
      case 'CatchClause': {
        const parameter = childNode(node, 'param');
        const own = inner(scope, boundNames(parameter));
        if (parameter !== undefined) this.#visitPattern(parameter, 'declare', own);
        this.#visitChildren(node, own, ['param']);
        return;
      }
      case 'VariableDeclaration':
        if (text(node, 'kind') === 'await using') this.#noteAwait();
        for (const declarator of childList(node, 'declarations')) this.#visitDeclarator(declarator, scope);
        return;
      case 'AssignmentExpression':
        this.#visitTarget(node, 'left', scope);
        this.#visitChildren(node, scope, ['left']);
        return;
      case 'UpdateExpression':
        this.#visitTarget(node, 'argument', scope);
        return;
      case 'AwaitExpression':
        this.#noteAwait();
        break;
      case 'CallExpression':
        if (text(childNode(node, 'callee'), 'name') === 'eval') this.usesEval = true;
        break;
      case 'Property':
        if (node['shorthand'] === true) {
          const value = childNode(node, 'value');
          if (value !== undefined) this.#refer(value, 'shorthand', scope);
          return;
        }
        break;
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'MetaProperty':
        return;
      case 'ExportNamedDeclaration':
        this.#visitChildren(node, scope, ['specifiers', 'source', 'attributes']);
        return;
      case 'LabeledStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
        this.#visitChildren(node, scope, ['label']);
        return;
    }
    const isNamed = node['computed'] !== true;
    if (node.type === 'MemberExpression' && isNamed) this.#visitChildren(node, scope, ['property']);
    else if (HAS_KEY.has(node.type) && isNamed) this.#visitChildren(node, scope, ['key']);
    else this.#visitChildren(node, scope, []);
  }

  #visitChildren(node: SyntaxNode, scope: Scope | undefined, except: readonly string[]): void {
    forEachChild(node, (child, property) => {
      if (!except.includes(property)) this.visit(child, node, scope);
    });
  }

  #visitFunction(node: SyntaxNode, outer: Scope | undefined): void {
    const isExpression = node.type === 'FunctionExpression';
    const own = inner(outer, isExpression ? [text(childNode(node, 'id'), 'name')] : []);
    const parameters = childList(node, 'params');
    const implied = node.type === 'ArrowFunctionExpression' ? [] : ['arguments'];
    const scope = inner(own, [...parameters.flatMap(boundNames), ...implied]);
    this.#inFunction(() => {
      for (const parameter of parameters) this.#visitPattern(parameter, 'declare', scope);
      const body = childNode(node, 'body');
      if (body?.type === 'BlockStatement') this.#visitBlock(body, childList(body, 'body'), scope, varNames(body));
      else if (body !== undefined) this.visit(body, node, scope);
    });
  }

  #visitField(node: SyntaxNode, scope: Scope | undefined): void {
    const [key, value] = [childNode(node, 'key'), childNode(node, 'value')];
    if (node['computed'] === true && key !== undefined) this.visit(key, node, scope);
    if (value !== undefined) this.#inFunction(() => this.visit(value, node, scope));
    for (const decorator of childList(node, 'decorators')) this.visit(decorator, node, scope);
  }

  #visitBlock(
    node: SyntaxNode,
    statements: readonly SyntaxNode[],
    scope: Scope | undefined,
    functionNames: ReadonlySet<string> = new Set(),
  ): void {
    this.#visitChildren(node, inner(scope, [...lexicalNames(statements), ...functionNames]), []);
  }

  #visitLoop(node: SyntaxNode, outer: Scope | undefined): void {
    if (node['await'] === true) this.#noteAwait();
    const head = childNode(node, 'init') ?? childNode(node, 'left');
    const declares = head?.type === 'VariableDeclaration' && text(head, 'kind') !== 'var';
    const scope = inner(outer, declares ? lexicalNames([head]) : []);
    if (node.type !== 'ForStatement' && head !== undefined && head.type !== 'VariableDeclaration') {
      this.#visitTarget(node, 'left', scope);
      this.#visitChildren(node, scope, ['left']);
    } else {
      this.#visitChildren(node, scope, []);
    }
  }

  #visitDeclarator(declarator: SyntaxNode, scope: Scope | undefined): void {
    const [id, init] = [childNode(declarator, 'id'), childNode(declarator, 'init')];
    if (id !== undefined) this.#visitPattern(id, 'declare', scope);
    if (init !== undefined) this.visit(init, declarator, scope);
  }

  #visitTarget(node: SyntaxNode, property: string, scope: Scope | undefined): void {
    const target = childNode(node, property);
    if (target !== undefined) this.#visitPattern(target, 'assign', scope);
  }

  /** Patterns declare or assign; their default values and computed keys are expressions. */
  #visitPattern(pattern: SyntaxNode, purpose: 'declare' | 'assign', scope: Scope | undefined): void {
    switch (pattern.type) {
      case 'Identifier':
        if (purpose === 'assign') this.#refer(pattern, 'write', scope);
        return;
      case 'ObjectPattern':
        for (const property of childList(pattern, 'properties')) this.#visitPatternProperty(property, purpose, scope);
        return;
      case 'ArrayPattern':
        for (const element of childList(pattern, 'elements')) this.#visitPattern(element, purpose, scope);
        return;
      case 'AssignmentPattern': {
        const [left, right] = [childNode(pattern, 'left'), childNode(pattern, 'right')];
        if (left !== undefined) this.#visitPattern(left, purpose, scope);
        if (right !== undefined) this.visit(right, pattern, scope);
        return;
      }
      case 'RestElement': {
        const argument = childNode(pattern, 'argument');
        if (argument !== undefined) this.#visitPattern(argument, purpose, scope);
        return;
      }
      default:
        this.visit(pattern, pattern, scope);
    }
  }

  #visitPatternProperty(property: SyntaxNode, purpose: 'declare' | 'assign', scope: Scope | undefined): void {
    const [key, value] = [childNode(property, 'key'), childNode(property, 'value')];
    if (property.type === 'RestElement') return this.#visitPattern(property, purpose, scope);
    if (property['computed'] === true && key !== undefined) this.visit(key, property, scope);
    if (value === undefined) return;
    if (property['shorthand'] === true && purpose === 'assign') {
      const target = value.type === 'AssignmentPattern' ? childNode(value, 'left') : value;
      const fallback = value.type === 'AssignmentPattern' ? childNode(value, 'right') : undefined;
      if (target !== undefined) {
        this.#refer(target, 'shorthand', scope);
        if (this.#isTopLevel(text(target, 'name'), scope)) this.reassigned.add(text(target, 'name'));
      }
      if (fallback !== undefined) this.visit(fallback, value, scope);
      return;
    }
    this.#visitPattern(value, purpose, scope);
  }

  #refer(identifier: SyntaxNode, use: Reference['use'], scope: Scope | undefined): void {
    const name = text(identifier, 'name');
    if (!this.#isTopLevel(name, scope)) return;
    this.references.push({ identifier, name, use });
    if (use === 'write') this.reassigned.add(name);
  }

  #isTopLevel(name: string, scope: Scope | undefined): boolean {
    if (!this.#names.has(name)) return false;
    for (let at = scope; at !== undefined; at = at.parent) if (at.names.has(name)) return false;
    return true;
  }

  #noteAwait(): void {
    if (this.#functionDepth === 0) this.hasTopLevelAwait = true;
  }

  #inFunction(visit: () => void): void {
    this.#functionDepth++;
    visit();
    this.#functionDepth--;
  }
}

const HAS_KEY = new Set(['Property', 'MethodDefinition', 'AccessorProperty']);

function isCallee(node: SyntaxNode, parent: SyntaxNode): boolean {
  return (
    (parent.type === 'CallExpression' && parent['callee'] === node) ||
    (parent.type === 'TaggedTemplateExpression' && parent['tag'] === node)
  );
}

function inner(parent: Scope | undefined, names: Iterable<string>): Scope {
  return { names: new Set(names), parent };
}
