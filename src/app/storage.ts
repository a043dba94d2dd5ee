import { HUB } from '../dataset/hub'
import { forgetMirror, hubBase } from '../dataset/load'
import { forgetApp, keptApp, type AppShare } from '../offline/kept-app'
import { forgetModel, keptModels, type KeptModel } from '../search/encoder/kept'
import { forgetVectors, keptVectors, type KeptVectors } from '../search/vectors/kept-vectors'
import { prefer, preferences, resetPreferences } from './preferences'
import { forgetAllRoles, rememberedCount } from './remembered-roles'

/** What the browser says of the room that this page has. */
export interface Room {
  readonly used: number
  readonly quota: number
  /** It goes only when the person removes it. */
  readonly lasting: boolean
}

/** All that this browser keeps for the app. Null parts: it keeps none of the kind. */
export interface Kept {
  readonly app: Readonly<Record<AppShare, number>> | null
  readonly models: readonly KeptModel[]
  readonly vectors: readonly KeptVectors[] | null
  readonly sources: number
  readonly views: number
  readonly schemas: number
  /** Host of the Hub's mirror that the person has set; null for none. */
  readonly mirror: string | null
  /** Null where the browser does not say. */
  readonly room: Room | null
}

export async function readKept(): Promise<Kept> {
  const [app, models, vectors, room] = await Promise.all([keptApp(), keptModels(), keptVectors(), readRoom()])
  const { recent, saved } = preferences.get()
  return { app, models, vectors, sources: recent.length, views: saved.length, schemas: rememberedCount(), mirror: mirrorHost(), room }
}

function mirrorHost(): string | null {
  const base = hubBase()
  return base === HUB ? null : new URL(base).host
}

async function readRoom(): Promise<Room | null> {
  try {
    const [{ usage = 0, quota = 0 }, lasting] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()])
    return quota > 0 ? { used: usage, quota, lasting } : null
  } catch {
    return null
  }
}

/** Asks the browser never to make room by removing what is kept here. False where it would not. */
export async function askToLast(): Promise<boolean> {
  try {
    return await navigator.storage.persist()
  } catch {
    return false
  }
}

/** Removes everything, choices too. */
export async function forgetEverything({ app, models, vectors }: Kept): Promise<void> {
  prefer({ recent: [], saved: [] })
  resetPreferences()
  forgetAllRoles()
  forgetMirror()
  await Promise.all([
    ...models.map(({ base }) => forgetModel(base)),
    vectors ? forgetVectors(vectors.flatMap(({ files }) => files)) : null,
    app ? Promise.all([forgetApp('app'), forgetApp('engines'), forgetApp('sample')]) : null,
  ])
}

/** Of everything in the list. */
export function bytesOf({ app, models, vectors }: Kept): number {
  const sum = (parts: readonly { readonly bytes: number }[]) => parts.reduce((total, { bytes }) => total + bytes, 0)
  return (app ? app.app + app.engines + app.sample : 0) + sum(models) + sum(vectors ?? [])
}

/** A model by where it lies; one of the app's own sample by its name. */
export function modelName(base: string, home: string): string {
  if (base.startsWith(home)) return 'The sample’s model'
  if (!URL.canParse(base)) return 'A model'
  const { host, pathname } = new URL(base)
  return host + pathname.replace(/\/resolve\/main\/$|\/$/, '')
}

/** A dataset by its name, or, where that is not stored, by when it was open. */
export function vectorsName({ name, lastUsed }: Pick<KeptVectors, 'name' | 'lastUsed'>): string {
  if (name !== '') return name
  if (lastUsed === 0) return 'A dataset opened some time ago'
  return `A dataset opened on ${new Date(lastUsed).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}`
}
