import { formatBytes, formatCount, plural } from '../../pair/format'
import { plainText } from '../../pair/plain-text'
import { Button } from '../../ui/Button'
import { ProblemText } from '../../ui/ProblemText'
import type { JobStatus } from './job'

/** How far an export is; a shard that could not be read is asked about here. */
export function ExportProgress({ name, status }: { readonly name: string; readonly status: JobStatus }) {
  const { phase, rows, rowsDone, bytes, problem } = status
  const share = rows > 0 ? Math.floor((rowsDone / rows) * 100) : 100
  return (
    <>
      <p dir="auto" className="truncate font-medium">
        {plainText(name)}
      </p>
      <div
        role="progressbar"
        aria-label="Pairs exported"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
        className="mt-3 h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className={`h-full rounded-full transition-[width] duration-300 ${phase === 'running' ? 'bg-accent' : 'bg-muted'}`}
          style={{ width: `${share}%` }}
        />
      </div>
      <p className="mt-2 text-muted tabular-nums">
        {formatCount(rowsDone)} of {plural(rows, 'pair')}, {formatBytes(bytes)} written
        {phase === 'paused' && ' · paused'}
      </p>
      {phase === 'asking' && problem && (
        <div role="alert" className="mt-4 rounded-lg border border-line p-3">
          <ProblemText problem={problem} />
          <p className="mt-2 text-muted">Try it again, or go on without this shard: the file beside the export will say so.</p>
        </div>
      )}
    </>
  )
}

interface ProgressActionsProps {
  readonly status: JobStatus
  readonly job: {
    pause(): void
    resume(): void
    cancel(): void
    decide(answer: 'retry' | 'leave-out'): void
  }
}

export function ProgressActions({ status: { phase }, job }: ProgressActionsProps) {
  return (
    <>
      <Button onClick={() => job.cancel()}>Cancel the export</Button>
      {phase === 'asking' ? (
        <>
          <Button onClick={() => job.decide('leave-out')}>Leave this shard out</Button>
          <Button kind="primary" onClick={() => job.decide('retry')}>
            Try again
          </Button>
        </>
      ) : phase === 'paused' ? (
        <Button kind="primary" onClick={() => job.resume()}>
          Go on
        </Button>
      ) : (
        <Button disabled={phase !== 'running'} onClick={() => job.pause()}>
          Pause
        </Button>
      )}
    </>
  )
}
