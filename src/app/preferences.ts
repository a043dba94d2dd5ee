import { parseHubAddress } from '../dataset/hub-address'
import { Store } from '../flow/store'

export type Theme = 'system' | 'light' | 'dark'

/** What the person likes, on this device. */
export interface Preferences {
  readonly theme: Theme
  /** Name of a grid density; the gallery knows which there are. */
  readonly density: string
  readonly panelOpen: boolean
  /** Keys of a single letter do something. */
  readonly letterKeys: boolean
  /** Null: the engine's own. */
  readonly budgetBytes: number | null
  /** Bytes of embeddings that a search may fetch without asking. */
  readonly fetchBudgetBytes: number
  /** Folder of the text model's files on a mirror; '' for the model's own host. */
  readonly modelBase: string
  /** Where the text encoder runs; null: where it runs best. */
  readonly encoderBackend: 'webgpu' | 'wasm' | null
  /** WebGPU without a real GPU: slow, and only good for trying it out. */
  readonly softwareGpu: boolean
  /** Sources opened lately, newest first. */
  readonly recent: readonly string[]
  /** Views that the person gave a name, newest first. */
  readonly saved: readonly SavedView[]
}

export interface SavedView {
  readonly name: string
  /** The address's fragment, with what the data was. */
  readonly hash: string
}

const DEFAULTS: Preferences = {
  theme: 'system',
  density: '',
  panelOpen: true,
  letterKeys: true,
  budgetBytes: null,
  fetchBudgetBytes: 200_000_000,
  modelBase: '',
  encoderBackend: null,
  softwareGpu: false,
  recent: [],
  saved: [],
}
const KEY = 'pairscope.preferences'
const RECENT = 5
const MOST_SAVED = 100

/** Reads stored text of any age; what it cannot use is as if never set. */
export function parsePreferences(text: string | null): Preferences {
  let stored: unknown
  try {
    stored = JSON.parse(text ?? 'null')
  } catch {
    return DEFAULTS
  }
  if (typeof stored !== 'object' || stored === null) return DEFAULTS
  const { theme, density, panelOpen, letterKeys, budgetBytes, fetchBudgetBytes, modelBase, encoderBackend, softwareGpu, recent, saved } =
    stored as {
      readonly [K in keyof Preferences]?: unknown
    }
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    density: typeof density === 'string' ? density : DEFAULTS.density,
    panelOpen: typeof panelOpen === 'boolean' ? panelOpen : DEFAULTS.panelOpen,
    letterKeys: letterKeys !== false,
    budgetBytes: typeof budgetBytes === 'number' && budgetBytes > 0 ? budgetBytes : null,
    fetchBudgetBytes: typeof fetchBudgetBytes === 'number' && fetchBudgetBytes >= 0 ? fetchBudgetBytes : DEFAULTS.fetchBudgetBytes,
    modelBase: typeof modelBase === 'string' ? modelBase : DEFAULTS.modelBase,
    encoderBackend: encoderBackend === 'webgpu' || encoderBackend === 'wasm' ? encoderBackend : null,
    softwareGpu: softwareGpu === true,
    recent: Array.isArray(recent) ? recent.filter((item): item is string => typeof item === 'string').slice(0, RECENT) : [],
    saved: Array.isArray(saved) ? saved.filter(isSavedView).slice(0, MOST_SAVED) : [],
  }
}

function isSavedView(item: unknown): item is SavedView {
  const { name, hash } = (item ?? {}) as { readonly name?: unknown; readonly hash?: unknown }
  return typeof name === 'string' && typeof hash === 'string' && hash.startsWith('#/?')
}

function read(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(KEY))
  } catch {
    return DEFAULTS
  }
}

export const preferences = new Store<Preferences>(read())

export function prefer(change: Partial<Preferences>): void {
  const next = { ...preferences.get(), ...change }
  preferences.set(next)
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // Storage is refused: the choice lasts until the page is left.
  }
}

/** All as at first, but for the sources opened lately and the views saved, which are no settings. */
export function resetPreferences(): void {
  const { recent, saved } = preferences.get()
  applyTheme(DEFAULTS.theme)
  if (recent.length > 0 || saved.length > 0) {
    prefer({ ...DEFAULTS, recent, saved })
    return
  }
  preferences.set(DEFAULTS)
  try {
    localStorage.removeItem(KEY)
  } catch {
    // Storage is refused: there is nothing in it.
  }
}

/** Whether an address may hold a signature: those stay out of storage. */
export function mayBeSigned(source: string): boolean {
  return source.includes('?') && parseHubAddress(source) === null
}

/** Keeps a source for the start page, unless it may be signed. */
export function rememberSource(source: string): void {
  if (mayBeSigned(source)) return
  prefer({ recent: [source, ...preferences.get().recent.filter((other) => other !== source)].slice(0, RECENT) })
}

export function forgetSource(source: string): void {
  prefer({ recent: preferences.get().recent.filter((other) => other !== source) })
}

/** Keeps a view by its name; another one of that name gives way. */
export function saveView(view: SavedView): void {
  prefer({ saved: [view, ...preferences.get().saved.filter(({ name }) => name !== view.name)].slice(0, MOST_SAVED) })
}

export function forgetView(name: string): void {
  prefer({ saved: preferences.get().saved.filter((view) => view.name !== name) })
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
