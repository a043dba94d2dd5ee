import type { DatasetStatus } from './status'

/**
 * A reader that was started anew reads again what had been read. Until it has, what is on screen stays: the revision that is told is that
 * of before, and answers of the table that fills up again count as older than it, so that whoever asks now asks again. Pure.
 */
export interface Revival {
  /** As told last before the reader died. */
  readonly before: DatasetStatus
  /** As many rows are there again. */
  readonly caughtUp: boolean
}

/** After another death: rows that were not there again count on. */
export function revive(earlier: Revival | null, told: DatasetStatus): Revival {
  const { before } = earlier?.caughtUp === false ? earlier : { before: told }
  return { before: { ...before, revision: told.revision, reorders: told.reorders }, caughtUp: false }
}

/** Once there are as many rows as before, or no more come by themselves. */
export function followed(revival: Revival, now: DatasetStatus): Revival {
  return revival.caughtUp || (now.more === 'coming' && now.rowsScanned < revival.before.rowsScanned)
    ? revival
    : { ...revival, caughtUp: true }
}

/** What is told of the dataset now. */
export function toldStatus(revival: Revival | null, now: DatasetStatus): DatasetStatus {
  if (!revival) return now
  const { before, caughtUp } = revival
  return {
    ...now,
    revision: caughtUp ? before.revision + 1 + now.revision : before.revision,
    reorders: before.reorders + (caughtUp ? now.reorders + (hadGaps(before) ? 1 : 0) : 0),
    roles: now.roles.length > 0 ? now.roles : before.roles,
    columns: now.columns.length > 0 ? now.columns : before.columns,
  }
}

/** The revision of an answer. */
export function toldRevision(revival: Revival | null, revision: number): number {
  if (!revival) return revision
  return revival.caughtUp ? revival.before.revision + 1 + revision : revival.before.revision - 1
}

/** Shards that are read again. */
export function readAgain({ before }: Revival): number {
  return before.shards.filter(({ rowsScanned }) => rowsScanned > 0).length
}

/** Rows may come now that belong among those shown. */
function hadGaps({ shards }: DatasetStatus): boolean {
  const last = shards.findLastIndex(({ rowsScanned }) => rowsScanned > 0)
  return shards.slice(0, last).some(({ state }) => state !== 'done')
}
