import { formatCount } from '../pair/format'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Icon } from '../ui/Icon'
import { useStore } from '../ui/useStore'
import { networkQuestion, type NetworkQuestion } from './own-network'

/** Hosts that are spelled out; of more the number is said. */
const SPELLED = 5

/** Asks before a link or a dataset may read from the person's own network. */
export function NetworkDialog() {
  const question = useStore(networkQuestion)
  return (
    <Dialog open={question !== null} onClose={() => question?.answer(false)} label="Your own network">
      {question && <Question {...question} />}
    </Dialog>
  )
}

function Question({ hosts, wanted, answer }: NetworkQuestion) {
  const more = hosts.length - SPELLED
  const [only] = hosts
  return (
    <>
      <div className="min-h-0 overflow-y-auto p-6 pb-4">
        <h2 className="flex items-start gap-2 text-lg font-semibold">
          <Icon name="shield" className="mt-1 size-5 shrink-0" />
          May this {wanted} read from your own network?
        </h2>
        <p className="mt-2 text-muted">
          This {wanted} wants to read from{' '}
          {hosts.length === 1 ? (
            <bdi className="font-mono text-[0.8125rem] break-all text-ink">{only}</bdi>
          ) : (
            `${formatCount(hosts.length)} hosts`
          )}
          {hosts.length === 1 && ','} in your own network. Open it only if you know why.
        </p>
        {hosts.length > 1 && (
          <ul aria-label="Hosts" className="mt-3 font-mono text-[0.8125rem] break-all">
            {hosts.slice(0, more > 1 ? SPELLED : undefined).map((host) => (
              <li key={host}>
                <bdi>{host}</bdi>
              </li>
            ))}
            {more > 1 && <li className="font-sans text-muted">and {formatCount(more)} more</li>}
          </ul>
        )}
        <ul className="mt-4 list-disc space-y-1 pl-4 text-[0.8125rem] text-muted">
          <li>A link of a stranger may ask your router, your devices or a server of your company through this page.</li>
          <li>Nothing was asked yet. Your answer lasts until this page is closed or reloaded.</li>
        </ul>
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t border-line px-6 py-4">
        <Button data-autofocus onClick={() => answer(false)}>
          Cancel
        </Button>
        <Button kind="primary" onClick={() => answer(true)}>
          Read from there
        </Button>
      </div>
    </>
  )
}
