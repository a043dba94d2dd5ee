import { isProblem } from '../dataset/address'
import { ProblemError } from '../dataset/problem'
import { hostsOutOfReach, notAllowed, type Doorkeeper, type Reach, type Wanted } from '../dataset/reach'
import { addressesOfSource, parseSource } from '../dataset/source'
import { unlessAborted } from '../flow/shared'
import { Store } from '../flow/store'
import { isPrivateHost } from '../pair/address'

/** What the person is asked before a link, a dataset or a search may read from their own network. */
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
  if (!isProblem(spec)) allowAddresses(addressesOfSource(spec))
}

/** The same of whole addresses. */
export function allowAddresses(urls: readonly string[]): void {
  for (const host of hostsOutOfReach(urls, ownReach())) allowed.add(host)
}

/** Asks where one of them is out of reach. Rejects as `ask` of the doorkeeper does. */
export async function askForHosts(urls: readonly string[], wanted: Wanted, signal: AbortSignal): Promise<void> {
  const hosts = hostsOutOfReach(urls, ownReach())
  if (hosts.length > 0) await doorkeeper.ask(hosts, wanted, signal)
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
