import { hasOthers, isAtEnd, putOff, take, type ScanCursor } from './scan-cursor'
import type { Traffic } from '../../shards/traffic'

/*
 * Which shard the scan turns to next: a value, and what follows from each event. Shards are taken in dataset order, and rows go into the
 * table in that order, so that the grid need not be sorted anew. One that keeps the others waiting is put aside: its rows go in when they
 * come, and nobody waits for them. Pure: reading, memory and time are the caller's.
 */

/** Runs of row groups fetched at once: enough to hide the delay of a request, few enough to bound memory. */
const RUNS_AHEAD = 3
/** Footers read ahead of the shard being scanned. */
const SHARDS_AHEAD = 2
/** Each holds one request to its host, which browsers give six at a time. */
const MOST_ASIDE = 2
/** Milliseconds that nothing is heard of a shard, or that the rows of others wait for it. */
export const PATIENCE_MS = 3000

const ONE_REQUEST: Traffic = { bytes: 0, requests: 1 }

/** What a run of row groups takes. */
export interface RunNeeds {
  readonly rows: number
  readonly traffic: Traffic
}

/** A shard that is being read. */
export interface Taken {
  readonly shard: number
  /** `opening`: its footer is asked for. `finding`: more rows of it are looked for, as in a tar. */
  readonly stage: 'opening' | 'reading' | 'finding'
  readonly runs: readonly RunNeeds[]
  /** Runs asked for so far. */
  readonly asked: number
  /** Of those the ones that are not in the table, in order: whether each has come. */
  readonly pending: readonly boolean[]
  /** More rows may be found once all runs are asked for. */
  readonly grows: boolean
  readonly aside: boolean
  /** When it began to be waited for, and when bytes of it last came, in milliseconds. */
  readonly since: number
  readonly heard: number
  /** When the rows came that go into the table next; null while they are on their way. */
  readonly ready: number | null
}

export interface Schedule {
  readonly cursor: ScanCursor
  /** In the order in which their rows go into the table. */
  readonly taken: readonly Taken[]
  /** Those that were given up for others once; nobody is, twice. */
  readonly letGo: ReadonlySet<number>
}

/** What lets a step be taken now. */
export interface Gate {
  readonly paused: boolean
  readonly holds: (rows: number) => boolean
  readonly couldHold: (rows: number) => boolean
  readonly covers: (traffic: Traffic) => boolean
  /** Whether the host of a shard is not asked any more. */
  readonly isHeld: (shard: number) => boolean
}

/** What to ask for next. `held`: nothing, before the person or memory allows it. */
export type Ask =
  | { readonly kind: 'open'; readonly shard: number | null; readonly schedule: Schedule }
  | { readonly kind: 'fetch' | 'find' | 'put-off' | 'end'; readonly shard: number }
  | { readonly kind: 'held'; readonly by: 'paused' | 'budget' | 'fetch-limit' }

export function scheduleOf(cursor: ScanCursor): Schedule {
  return { cursor, taken: [], letGo: new Set() }
}

export function isOver({ cursor, taken }: Schedule): boolean {
  return isAtEnd(cursor) && taken.length === 0
}

const isAllAsked = ({ stage, asked, runs, grows }: Taken) => stage === 'reading' && asked === runs.length && !grows
const isDone = (one: Taken) => isAllAsked(one) && one.pending.length === 0

/** Null: what was asked for has to come first. */
export function nextAsk(schedule: Schedule, gate: Gate): Ask | null {
  const { taken, cursor } = schedule
  const done = taken.find(isDone)
  if (done) return { kind: 'end', shard: done.shard }
  for (const one of askers(taken)) {
    const needs = one.runs[one.asked]
    if (!needs) return heldBy(gate, 0, ONE_REQUEST) ?? { kind: 'find', shard: one.shard }
    if (!gate.paused && !gate.couldHold(needs.rows) && (taken.length > 1 || hasOthers(cursor))) {
      if (one.pending.length === 0) return { kind: 'put-off', shard: one.shard }
      continue
    }
    return heldBy(gate, needs.rows, needs.traffic) ?? { kind: 'fetch', shard: one.shard }
  }
  if (isAtEnd(cursor) || taken.filter((one) => !one.aside && !isAllAsked(one)).length > SHARDS_AHEAD) return null
  const held = heldBy(gate, 0, ONE_REQUEST)
  if (held) return held
  const next = take(cursor, gate.isHeld)
  return { kind: 'open', shard: next.shard, schedule: { ...schedule, cursor: next.cursor } }
}

/** Shards that may be asked for more, the most pressing first. */
function askers(taken: readonly Taken[]): Taken[] {
  const askable = taken.filter((one) => one.stage === 'reading' && !isAllAsked(one))
  const live = taken.filter((one) => !one.aside)
  const under = live.reduce((sum, { pending }) => sum + pending.length, 0)
  // Rows of all others wait for those of the first.
  const first = askable.filter((one) => one === live[0] && one.pending.length === 0)
  const aside = askable.filter((one) => one.aside && one.pending.length === 0)
  return [...first, ...aside, ...(under < RUNS_AHEAD ? askable.filter((one) => !one.aside) : [])]
}

function heldBy({ paused, holds, covers }: Gate, rows: number, traffic: Traffic): Ask | null {
  if (paused) return { kind: 'held', by: 'paused' }
  if (!holds(rows)) return { kind: 'held', by: 'budget' }
  return covers(traffic) ? null : { kind: 'held', by: 'fetch-limit' }
}

/** The shard whose next rows go into the table now; null when they have yet to come. Ask {@link nextAsk} first. */
export function nextInsert({ taken }: Schedule): number | null {
  for (const one of taken) if (one.aside && one.pending[0]) return one.shard
  for (const one of taken) {
    if (one.aside) continue
    if (one.pending[0]) return one.shard
    // One that is held waits for nothing that is on its way.
    if (one.pending.length > 0 || one.stage !== 'reading') return null
  }
  return null
}

/** Taken, and asked for its footer since a time; before the others where the person waits for it. */
export function opening(schedule: Schedule, shard: number, since: number, before: boolean): Schedule {
  const one: Taken = {
    shard,
    stage: 'opening',
    runs: [],
    asked: 0,
    pending: [],
    grows: false,
    aside: false,
    since,
    heard: since,
    ready: null,
  }
  return { ...schedule, taken: before ? [one, ...schedule.taken] : [...schedule.taken, one] }
}

/** Its runs are known, all or some more of them. */
export function known(schedule: Schedule, shard: number, runs: readonly RunNeeds[], grows: boolean, now: number): Schedule {
  return changed(schedule, shard, (one) => ({ stage: 'reading', runs: [...one.runs, ...runs], grows, ...heardAt(now) }))
}

export function asked(schedule: Schedule, shard: number, now: number): Schedule {
  return changed(schedule, shard, (one) => ({
    asked: one.asked + 1,
    pending: [...one.pending, false],
    ...(one.pending.length === 0 ? heardAt(now) : {}),
  }))
}

export function finding(schedule: Schedule, shard: number, now: number): Schedule {
  return changed(schedule, shard, () => ({ stage: 'finding', ...heardAt(now) }))
}

/** The run at a place among the pending ones has come. */
export function came(schedule: Schedule, shard: number, place: number, now: number): Schedule {
  return changed(schedule, shard, (one) => ({
    pending: one.pending.map((there, i) => there || i === place),
    heard: now,
    ready: place === 0 ? now : one.ready,
  }))
}

/** The first of the pending runs is in the table. */
export function inserted(schedule: Schedule, shard: number, now: number): Schedule {
  return changed(schedule, shard, (one) => ({ pending: one.pending.slice(1), since: now, ready: one.pending[1] ? now : null }))
}

export function heard(schedule: Schedule, shard: number, now: number): Schedule {
  return changed(schedule, shard, () => ({ heard: now }))
}

/** What is on its way is dropped, to be asked for again; so many that have come stay. */
export function rewound(schedule: Schedule, shard: number): Schedule {
  return changed(schedule, shard, (one) => {
    const kept = keptOf(one)
    return {
      stage: one.stage === 'finding' ? 'reading' : one.stage,
      asked: one.asked - one.pending.length + kept,
      pending: one.pending.slice(0, kept),
    }
  })
}

/** Pending runs that have come without a gap. */
export function keptOf({ pending }: Taken): number {
  const gap = pending.indexOf(false)
  return gap < 0 ? pending.length : gap
}

export function putAside(schedule: Schedule, shard: number): Schedule {
  return changed(schedule, shard, () => ({ aside: true }))
}

/** Read to its end, failed, or given up. */
export function dropped(schedule: Schedule, shard: number): Schedule {
  return { ...schedule, taken: schedule.taken.filter((one) => one.shard !== shard) }
}

/** Given up until all others are read. */
export function postponed(schedule: Schedule, shard: number): Schedule {
  return { ...dropped(schedule, shard), cursor: putOff(schedule.cursor, shard) }
}

export function givenUp(schedule: Schedule, shard: number): Schedule {
  return { ...postponed(schedule, shard), letGo: new Set([...schedule.letGo, shard]) }
}

/** What a shard that keeps others waiting leads to; null where none does. */
export function nextStall(
  { taken, cursor, letGo }: Schedule,
  now: number,
): { readonly kind: 'aside' | 'let-go'; readonly shard: number } | null {
  if (taken.length < 2 && isAtEnd(cursor)) return null
  const one = taken.find((each, place) => !each.aside && isWaitedFor(each) && (isSilent(each, now) || isInTheWay(taken, place, now)))
  if (!one) return null
  const aside = taken.filter((each) => each.aside)
  if (aside.length < MOST_ASIDE) return { kind: 'aside', shard: one.shard }
  const mute = aside.filter((each) => isWaitedFor(each) && isSilent(each, now)).sort((a, b) => a.since - b.since)
  const least = [...mute, one].find(({ shard }) => !letGo.has(shard))
  return least ? { kind: 'let-go', shard: least.shard } : null
}

/** Whether something of it is on its way that goes into the table next. */
export function isWaitedFor({ stage, pending }: Taken): boolean {
  return pending.length > 0 ? !pending[0] : stage !== 'reading'
}

function isSilent({ heard }: Taken, now: number): boolean {
  return now - heard >= PATIENCE_MS
}

/** Whether rows of later shards have been waiting for those of this one, however its bytes may drip. */
function isInTheWay(taken: readonly Taken[], place: number, now: number): boolean {
  const since = taken[place]?.since ?? now
  return taken.slice(place + 1).some(({ aside, ready }) => !aside && ready !== null && now - Math.max(ready, since) >= PATIENCE_MS)
}

function heardAt(now: number): Pick<Taken, 'since' | 'heard'> {
  return { since: now, heard: now }
}

function changed(schedule: Schedule, shard: number, change: (one: Taken) => Partial<Taken>): Schedule {
  return { ...schedule, taken: schedule.taken.map((one) => (one.shard === shard ? { ...one, ...change(one) } : one)) }
}
