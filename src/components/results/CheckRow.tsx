/** One check: a line when it passed, and its evidence when it did not. */
import { Fragment } from 'preact';
import type { LabData } from '../../lab/exercise-data.ts';
import type { CheckReport } from '../../lab/grade.ts';
import type { Place } from '../../lab/place.ts';
import { Icon } from '../lab/Icon.tsx';
import { showView } from '../lab/views.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { Hints } from './Hints.tsx';
import { TranscriptView } from './TranscriptView.tsx';
import { Words } from './Words.tsx';

type Check = LabData['checks'][number];

interface Props {
  check: Check;
  result: CheckReport | undefined;
  isRunning: boolean;
  /** Points at the attempt before. */
  before: number | undefined;
  files: readonly string[];
  onShow(place: Place): void;
}

export function CheckRow({ check, result, isRunning, before, files, onShow }: Props) {
  const passed = result?.verdict.status === 'passed';
  const head = (
    <>
      <span
        class={`verdict ${!result ? 'none' : passed ? 'pass' : result.verdict.status === 'could-not-check' ? 'none' : 'fail'}`}
      >
        {result ? (
          <Icon
            name={passed ? 'ok' : result.verdict.status === 'could-not-check' ? 'info' : 'no'}
            label={passed ? 'Passed' : 'Not passed'}
          />
        ) : (
          isRunning && <span class="trip" role="img" aria-label="Running" />
        )}
      </span>
      <span class="num checkid">{check.id}</span>
      <span>
        <b class="checktitle">{check.title}</b>
        {passed && before === 0 && <span class="chip">now passes</span>}
        {result && !passed && (
          <span class="sum">
            <Words text={evidenceOf(result.verdict).summary} />
          </span>
        )}
      </span>
      <span class="meta num">{result ? `${Math.round(result.ms)} ms` : ''}</span>
      <span class="pts">{result ? `${passed ? check.points : 0} of ${check.points}` : `${check.points} points`}</span>
    </>
  );
  if (!result || passed)
    return (
      <div
        class="check"
        data-check={check.id}
        data-status={result?.verdict.status ?? (isRunning ? 'running' : 'waiting')}
      >
        <div class="row">{head}</div>
      </div>
    );
  const evidence = evidenceOf(result.verdict);
  return (
    <details class="check" data-check={check.id} data-status={result.verdict.status}>
      <summary>{head}</summary>
      <div class="opened">
        <EvidenceList evidence={evidence} check={check} files={files} onShow={onShow} />
        {result.transcript && result.transcript.rows.length > 0 && (
          <TranscriptView id={check.id} transcript={result.transcript} wanted={evidence.expected} />
        )}
        {result.output.trim() !== '' && (
          <details class="printed">
            <summary>What your server printed during this check</summary>
            <pre class="code">{result.output}</pre>
          </details>
        )}
        {result.verdict.status !== 'could-not-check' && <Hints hints={check.hints} />}
      </div>
    </details>
  );
}

function EvidenceList({
  evidence,
  check,
  files,
  onShow,
}: {
  evidence: Evidence;
  check: Check;
  files: readonly string[];
  onShow(place: Place): void;
}) {
  const { at } = evidence;
  return (
    <dl class="evidence">
      {evidence.rows.map(([term, text]) => (
        <Fragment key={term}>
          <dt>{term}</dt>
          <dd>
            <Words text={text} />
          </dd>
        </Fragment>
      ))}
      <dt>Where to read</dt>
      <dd>
        {check.lesson.href ? (
          <a href={check.lesson.href} onClick={() => showView('lesson')}>
            {check.lesson.title}
          </a>
        ) : (
          check.lesson.title
        )}
      </dd>
      {at && files.includes(at.file) && (
        <>
          <dt>In your code</dt>
          <dd>
            <button class="btn sm" type="button" onClick={() => onShow(at)}>
              Show {at.file}:{at.line}
            </button>
          </dd>
        </>
      )}
    </dl>
  );
}
