/** What an ES module's source says about its imports, exports and top-level names. ECMA-262, 16.2.1.7 Source Text Module Records. */
import { Parser } from 'acorn';
import { boundNames, declaredNames } from './declared-names.ts';
import { analyzeTopLevelNames, type TopLevelNames } from './scope-analysis.ts';
import { childList, childNode, moduleExportName, type SyntaxNode, text } from './syntax-tree.ts';

export interface ModuleRequest {
  readonly specifier: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A name of another module; `name` undefined means its namespace object. */
export interface ImportedName {
  /** Index into `requests`. */
  readonly request: number;
  readonly name: string | undefined;
  /** Where the specifier stands, for the error when there is no such export. */
  readonly offset: number;
  readonly width: number;
}

export interface ModuleRecord {
  readonly source: string;
  readonly program: SyntaxNode;
  readonly requests: readonly ModuleRequest[];
  /** Local name to what it imports. */
  readonly imports: ReadonlyMap<string, ImportedName>;
  /** Exported name to the local name behind it; `default` of an expression has none of its own. */
  readonly localExports: ReadonlyMap<string, string>;
  readonly indirectExports: ReadonlyMap<string, ImportedName>;
  /** Requests whose names are all exported again. */
  readonly starExports: readonly number[];
  readonly names: TopLevelNames;
}

/** Local name of `export default` when the program gives none. */
export const DEFAULT_EXPORT = '*default*';

/** Node's loaders ask what a source is, twice of a program's entry, before they load it. */
let last: ModuleRecord | undefined;

/** @throws SyntaxError with acorn's `pos` and `loc` */
export function parseModule(source: string): ModuleRecord {
  if (last?.source !== source) last = readModule(source);
  return last;
}

function readModule(source: string): ModuleRecord {
  const program = Parser.parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
    allowHashBang: true,
  }) as unknown as SyntaxNode;
  const reader = new RecordReader();
  const body = childList(program, 'body');
  for (const statement of body) reader.read(statement);
  reader.redirectImportedExports();
  const names = new Set([...declaredNames(body), ...reader.imports.keys()]);
  return {
    source,
    program,
    requests: reader.requests,
    imports: reader.imports,
    localExports: reader.localExports,
    indirectExports: reader.indirectExports,
    starExports: reader.starExports,
    names: analyzeTopLevelNames(program, names),
  };
}

class RecordReader {
  readonly requests: ModuleRequest[] = [];
  readonly imports = new Map<string, ImportedName>();
  readonly localExports = new Map<string, string>();
  readonly indirectExports = new Map<string, ImportedName>();
  readonly starExports: number[] = [];
  readonly #requestKeys = new Map<string, number>();

  read(statement: SyntaxNode): void {
    switch (statement.type) {
      case 'ImportDeclaration':
        this.#readImport(statement);
        break;
      case 'ExportNamedDeclaration':
        this.#readNamedExport(statement);
        break;
      case 'ExportDefaultDeclaration': {
        const name = text(childNode(childNode(statement, 'declaration') ?? statement, 'id'), 'name');
        const isDeclaration = childNode(statement, 'declaration')?.type.endsWith('Declaration') === true;
        this.localExports.set('default', isDeclaration && name !== '' ? name : DEFAULT_EXPORT);
        break;
      }
      case 'ExportAllDeclaration':
        this.#readExportAll(statement);
        break;
    }
  }

  /** `import { a } from 'x'; export { a }` exports the binding of `x`, not one of our own. */
  redirectImportedExports(): void {
    for (const [exported, local] of this.localExports) {
      const imported = this.imports.get(local);
      if (imported?.name === undefined) continue;
      this.localExports.delete(exported);
      this.indirectExports.set(exported, imported);
    }
  }

  #readImport(statement: SyntaxNode): void {
    const request = this.#request(statement);
    for (const specifier of childList(statement, 'specifiers')) {
      const imported = childNode(specifier, 'imported');
      const name =
        specifier.type === 'ImportNamespaceSpecifier'
          ? undefined
          : specifier.type === 'ImportDefaultSpecifier'
            ? 'default'
            : moduleExportName(imported);
      const { start, end } = imported ?? specifier;
      const local = text(childNode(specifier, 'local'), 'name');
      this.imports.set(local, { request, name, offset: start, width: end - start });
    }
  }

  #readNamedExport(statement: SyntaxNode): void {
    const declaration = childNode(statement, 'declaration');
    if (declaration !== undefined) {
      const declarators = childList(declaration, 'declarations');
      const names =
        declaration.type === 'VariableDeclaration'
          ? declarators.flatMap((declarator) => boundNames(childNode(declarator, 'id')))
          : boundNames(childNode(declaration, 'id'));
      for (const name of names) this.localExports.set(name, name);
      return;
    }
    const request = childNode(statement, 'source') === undefined ? undefined : this.#request(statement);
    for (const specifier of childList(statement, 'specifiers')) {
      const local = childNode(specifier, 'local');
      const exported = moduleExportName(childNode(specifier, 'exported'));
      const name = moduleExportName(local);
      const { start, end } = local ?? specifier;
      if (request === undefined) this.localExports.set(exported, name);
      else this.indirectExports.set(exported, { request, name, offset: start, width: end - start });
    }
  }

  #readExportAll(statement: SyntaxNode): void {
    const request = this.#request(statement);
    const exported = childNode(statement, 'exported');
    if (exported === undefined) {
      this.starExports.push(request);
      return;
    }
    const { start, end } = exported;
    this.indirectExports.set(moduleExportName(exported), {
      request,
      name: undefined,
      offset: start,
      width: end - start,
    });
  }

  #request(statement: SyntaxNode): number {
    const specifier = String(childNode(statement, 'source')?.['value'] ?? '');
    const attributes: Record<string, string> = Object.create(null);
    for (const attribute of childList(statement, 'attributes')) {
      attributes[moduleExportName(childNode(attribute, 'key'))] = String(
        childNode(attribute, 'value')?.['value'] ?? '',
      );
    }
    const key = JSON.stringify([specifier, attributes]);
    const known = this.#requestKeys.get(key);
    if (known !== undefined) return known;
    this.#requestKeys.set(key, this.requests.length);
    return this.requests.push({ specifier, attributes }) - 1;
  }
}
