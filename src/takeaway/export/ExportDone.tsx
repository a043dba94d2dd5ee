import { formatBytes, formatCount, plural } from '../../pair/format'
import { plainText } from '../../pair/plain-text'
import { TextButton } from '../../ui/Button'
import { CopyButton } from '../../ui/CopyButton'
import { ProblemText } from '../../ui/ProblemText'
import { useStore } from '../../ui/useStore'
import { download } from './destinations'
import type { JobStatus } from './job'
import { Group } from './parts'
import { save, type RunningExport } from './run'
import { img2datasetCommand } from './texts'

/** What came of an export: the files, and what is not in them. */
export function ExportDone({ running, status }: { readonly running: RunningExport; readonly status: JobStatus }) {
  const texts = useStore(running.texts)
  const { name, isDownload } = running.destination
  if (status.phase === 'failed' && status.problem)
    return (
      <div role="alert">
        <ProblemText problem={status.problem} />
        <p className="mt-2 text-muted">No file was left behind.</p>
      </div>
    )
  if (status.phase !== 'done') return <p role="status">The export was cancelled. No file was left behind.</p>
  const left = leftOutSentences(status)
  return (
    <>
      <p role="status">
        {plural(status.rowsWritten, 'pair')} exported, {formatBytes(status.bytes)}.
      </p>
      {left.length > 0 && (
        <ul aria-label="Left out" className="mt-2 space-y-1 text-muted">
          {left.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <Group title="Files">
        <ul>
          <FileRow name={name} onSave={isDownload ? () => void save(running) : null} />
          {texts?.map((file) => (
            <FileRow key={file.name} name={file.name} onSave={() => download(new Blob([file.text], { type: file.type }), file.name)} />
          ))}
        </ul>
        {!texts && <p className="text-[0.8125rem] text-muted">Writing down where it comes from…</p>}
      </Group>
      {running.request.format === 'img2dataset' && <Command text={img2datasetCommand(name, running.names)} />}
    </>
  )
}

function leftOutSentences({ blocked, unread, leftOut }: JobStatus): readonly string[] {
  return [
    ...(blocked > 0
      ? [`${plural(blocked, 'pair')} stay${blocked === 1 ? 's' : ''} blocked and ${blocked === 1 ? 'is' : 'are'} not in it.`]
      : []),
    ...(unread > 0 ? [`${plural(unread, 'pair')} could not be looked at, so ${unread === 1 ? 'it is' : 'they are'} not in it.`] : []),
    ...leftOut.map(
      ({ shard, rows }) => `${formatCount(rows)} of ${plainText(shard)} could not be read and ${rows === 1 ? 'is' : 'are'} not in it.`,
    ),
  ]
}

/** A file, and how it is had where it does not lie there already. */
function FileRow({ name, onSave }: { readonly name: string; readonly onSave: (() => void) | null }) {
  return (
    <li className="flex min-h-8 items-center gap-3 border-t border-line py-1 first:border-t-0">
      <span dir="auto" className="min-w-0 flex-1 truncate" title={name}>
        {plainText(name)}
      </span>
      {onSave ? (
        <TextButton aria-label={`Save ${name}`} className="shrink-0" onClick={onSave}>
          Save
        </TextButton>
      ) : (
        <span className="shrink-0 text-muted">written</span>
      )}
    </li>
  )
}

function Command({ text }: { readonly text: string }) {
  return (
    <Group title="Fetch the pictures with img2dataset">
      <div className="relative">
        <pre
          tabIndex={0}
          aria-label="Command"
          className="overflow-x-auto rounded-lg border border-line bg-raised p-3 pr-12 font-mono text-xs whitespace-pre"
        >
          {text}
        </pre>
        <CopyButton what="command" text={text} className="absolute top-1.5 right-1.5 bg-raised" />
      </div>
    </Group>
  )
}
