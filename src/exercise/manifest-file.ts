/** Reads exercise.json and tells its author, by line and field, what to mend. */
import type * as z from 'zod';
import { ExerciseError } from './errors.ts';
import { type Manifest, manifest } from './manifest.ts';
import { nearest } from './nearest.ts';

type Issue = z.core.$ZodIssue;

/**
 * @param file named in errors, relative to the project: `exercises/communications-hub/exercise.json`
 * @throws ExerciseError EXERCISE_MANIFEST with one line a mistake: file, line, field, how to mend it.
 */
export async function parseManifest(text: string, file: string): Promise<Manifest> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ExerciseError('EXERCISE_MANIFEST', await describeSyntaxError(text, file), { cause });
  }
  const parsed = manifest.safeParse(value);
  if (parsed.success) return parsed.data;

  const lineOf = await lineFinder(text, file);
  const mistakes = parsed.error.issues.flatMap(perField).map((issue) => {
    const at = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys] : issue.path;
    const field = at.length === 0 ? 'the whole file' : `"${at.join('.')}"`;
    return { line: lineOf(at), text: `${field}: ${sentence(issue)}` };
  });
  const lines = mistakes.sort((a, b) => a.line - b.line).map(({ line, text }) => `${file}:${line}: ${text}`);
  throw new ExerciseError('EXERCISE_MANIFEST', lines.join('\n'));
}

/** Unknown fields of one object come as one issue: each has a line of its own. */
function perField(issue: Issue): readonly Issue[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ ...issue, keys: [key] })) : [issue];
}

/** What is wrong and how to mend it, in one sentence. */
function sentence(issue: Issue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.path.length > 0
        ? 'This field is unknown. Remove it, or correct its spelling.'
        : unknownField(issue.keys[0] ?? '');
    case 'invalid_type':
      return issue.message.includes('received undefined')
        ? `It is missing. Add it: ${article(nameOf(issue.expected))}.`
        : `It is no ${nameOf(issue.expected)}. Write ${article(nameOf(issue.expected))} instead.`;
    case 'invalid_value':
      return `Not one of the allowed values. Choose from ${issue.values.map((value) => JSON.stringify(value)).join(', ')}.`;
    case 'too_small':
      return issue.origin === 'string' ? 'It is empty. Write something.' : 'It is empty. Give at least one.';
    case 'too_big':
      return `There are too many. Give at most ${issue.maximum}.`;
    case 'invalid_format':
      return issue.message.startsWith('must ')
        ? `It ${issue.message}.`
        : `It does not have the right form. Make it match ${'pattern' in issue ? issue.pattern : issue.format}.`;
    case 'custom':
      return `It ${issue.message}.`;
    default:
      return `${issue.message}.`;
  }
}

function unknownField(name: string): string {
  const fields = Object.keys(manifest.shape);
  const [near] = nearest(name, fields);
  const mend = near ? `Did you mean "${near}"?` : `The fields are ${fields.join(', ')}.`;
  return `This field is unknown. Remove it, or correct its spelling. ${mend}`;
}

/** The words of JSON for those of the schema. */
function nameOf(type: string): string {
  return type === 'record' ? 'object' : type;
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

async function describeSyntaxError(text: string, file: string): Promise<string> {
  const { default: ts } = await import('typescript');
  const source = ts.parseJsonText(file, text) as ReturnType<typeof ts.parseJsonText> & {
    parseDiagnostics?: readonly { start?: number; messageText: unknown }[];
  };
  const [first] = source.parseDiagnostics ?? [];
  const line = source.getLineAndCharacterOfPosition(first?.start ?? text.length).line + 1;
  const found = typeof first?.messageText === 'string' ? first.messageText : 'Unexpected end.';
  return `${file}:${line}: This is no JSON: ${found} Mend the syntax; JSON has no comments and no trailing commas.`;
}

/** Finds the line on which the value at a path, or the nearest thing around it that exists, begins. */
export async function lineFinder(text: string, file: string): Promise<(path: readonly PropertyKey[]) => number> {
  // Loaded only for an error: it takes longer than all else here.
  const { default: ts } = await import('typescript');
  const source = ts.parseJsonText(file, text);
  return (path) => {
    const [statement] = source.statements;
    if (!statement) return 1;
    let start = statement.expression.getStart(source);
    let node: import('typescript').Expression = statement.expression;
    for (const key of path) {
      if (ts.isObjectLiteralExpression(node)) {
        const property = node.properties
          .filter(ts.isPropertyAssignment)
          .find((it) => ts.isStringLiteral(it.name) && it.name.text === key);
        if (!property) break;
        start = property.getStart(source);
        node = property.initializer;
      } else if (ts.isArrayLiteralExpression(node)) {
        const element = node.elements[Number(key)];
        if (!element) break;
        start = element.getStart(source);
        node = element;
      } else break;
    }
    return source.getLineAndCharacterOfPosition(start).line + 1;
  };
}
