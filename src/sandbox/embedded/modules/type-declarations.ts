/** Which statements exist for the type checker only. */
import { childList, childNode, type SyntaxNode, text } from './syntax-tree.ts';

/** True when the whole statement disappears with the types; namespaces are judged apart (`isUninstantiated`). */
export function onlyDeclaresTypes(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSDeclareFunction':
      return true;
    case 'TSEnumDeclaration':
    case 'VariableDeclaration':
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return node['declare'] === true;
    case 'ImportDeclaration':
    case 'TSImportEqualsDeclaration':
      return text(node, 'importKind') === 'type';
    case 'ExportAllDeclaration':
      return text(node, 'exportKind') === 'type';
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return text(node, 'exportKind') === 'type' || exportsTypesOnly(childNode(node, 'declaration'));
    default:
      return false;
  }
}

function exportsTypesOnly(declaration: SyntaxNode | undefined): boolean {
  if (declaration === undefined) return false;
  if (declaration.type === 'TSModuleDeclaration') {
    return declaration['declare'] === true || isUninstantiated(declaration);
  }
  return onlyDeclaresTypes(declaration);
}

/** True of a namespace that holds types only, and so makes no object at run time. */
export function isUninstantiated(namespace: SyntaxNode): boolean {
  const body = childNode(namespace, 'body');
  if (body === undefined) return false;
  if (body.type === 'TSModuleDeclaration') return isUninstantiated(body);
  return childList(body, 'body').every((statement) => {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? (childNode(statement, 'declaration') ?? statement) : statement;
    if (declaration.type === 'TSModuleDeclaration') return isUninstantiated(declaration);
    return declaration.type === 'TSInterfaceDeclaration' || declaration.type === 'TSTypeAliasDeclaration';
  });
}
