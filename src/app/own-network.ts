import { isProblem } from '../dataset/address'
import { ProblemError } from '../dataset/problem'
import { hostsOutOfReach, notAllowed, type Doorkeeper, type Reach, type Wanted } from '../dataset/reach'
import { addressesOfSource, parseSource } from '../dataset/source'
import { unlessAborted } from '../flow/shared'
import { Store } from '../flow/store'
import { isPrivateHost } from '../pair/address'

/** What the person is asked before a link or a dataset may read from their own network. */
export interface NetworkQuestion {
  readonly hosts: readonly string[]
  readonly wanted: Wanted
  readonly answer: (agreed: boolean) => void
}

/** Null while nothing is asked. */
export const networkQuestion = new Store<NetworkQuestion | null>(null)

/** Hosts with their ports. In memory alone: another page of this origin could write a storage. */
const allowed = new Set<string>()

/** How far this page may reach now, as a value for workers. */
export function ownReach(): Reach {
  return isPrivateHost(location.hostname) ? 'everything' : new Set(allowed)
}

/** What a person typed by themselves is not asked about. */
export function allowTyped(source: string): void {
  const spec = parseSource(source, document.baseURI)
  if (isProblem(spec)) return
  for (const host of hostsOutOfReach(addressesOfSource(spec), ownReach())) allowed.add(host)
}

export const doorkeeper: Doorkeeper = {
  reach: ownReach,
  async ask(hosts, wanted, signal) {
    signal.throwIfAborted()
    const answered = new Promise<boolean>((answer) => networkQuestion.set({ hosts, wanted, answer }))
    const asked = networkQuestion.get()
    try {
      if (!(await unlessAborted(answered, signal))) throw new ProblemError(notAllowed('', hosts))
      for (const host of hosts) allowed.add(host)
    } finally {
      if (networkQuestion.get() === asked) networkQuestion.set(null)
    }
  },
}
