import { formatCount } from '../pair/format'
import { Dialog } from '../ui/Dialog'
import { useStore } from '../ui/useStore'
import type { Wanted } from '../dataset/reach'
import { networkQuestion, type NetworkQuestion } from './own-network'
import { HostName, Question } from './Question'

/** Hosts that are spelled out; of more the number is said. */
const SPELLED = 5

/** Why it may be none of the person's doing. */
const WHY: Readonly<Record<Wanted, string>> = {
  link: 'A link of a stranger may ask your router, your devices or a server of your company through this page.',
  dataset: 'A link of a stranger may ask your router, your devices or a server of your company through this page.',
  search: 'That host is set in the search settings of this browser. If you never set it, another page did.',
}

/** Asks before a link, a dataset or a search may read from the person's own network. */
export function NetworkDialog() {
  const question = useStore(networkQuestion)
  return (
    <Dialog open={question !== null} onClose={() => question?.answer(false)} label="Your own network">
      {question && <OwnNetwork {...question} />}
    </Dialog>
  )
}

function OwnNetwork({ hosts, wanted, answer }: NetworkQuestion) {
  const more = hosts.length - SPELLED
  const [only = ''] = hosts
  return (
    <Question
      title={`May this ${wanted} read from your own network?`}
      facts={[WHY[wanted], 'Nothing was asked yet. Your answer lasts until this page is closed or reloaded.']}
      agree="Read from there"
      onAnswer={answer}
    >
      <p className="mt-2 text-muted">
        This {wanted} wants to read {wanted === 'search' && 'its model '}from{' '}
        {hosts.length === 1 ? <HostName host={only} /> : `${formatCount(hosts.length)} hosts`}
        {hosts.length === 1 && ','} in your own network. {wanted === 'search' ? 'Allow it' : 'Open it'} only if you know why.
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
    </Question>
  )
}
