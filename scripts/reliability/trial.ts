/** The type of an annotation of Playwright's that holds a {@link Told} as JSON. */
export const ANNOTATION = 'reliability'

/** The parts of docs/reliability.md that journeys write, in their order there. */
export const SECTIONS = {
  hosts: 'Hosts that fail',
  pictures: 'Pictures that fail',
  lists: 'Manifests, lists and listings that fail',
  workers: 'Workers that die',
  links: 'Crafted links and addresses',
  data: 'Hostile rows and files',
  offline: 'No network, no storage, an old copy of the app',
} as const satisfies Readonly<Record<string, string>>

export type Section = keyof typeof SECTIONS

/** Something that was tried and what came of it. */
export interface Trial {
  /** What was done, in one plain sentence; of the fault server's catalogue, its name and a colon first. */
  readonly tried: string
  /** What a person saw: the sentence on the screen, or what went on as if nothing had happened. */
  readonly seen: string
  /** Measured; written to the page, but free to differ from run to run. */
  readonly requests?: number
  readonly bytes?: number
}

export interface Told extends Trial {
  readonly section: Section
}

/** Of an annotation's text. Throws where it is none of ours. */
export function toldOf(description: string): Told {
  const told = JSON.parse(description) as Partial<Told>
  const { section, tried, seen } = told
  if (section === undefined || !(section in SECTIONS) || typeof tried !== 'string' || typeof seen !== 'string')
    throw new Error(`A journey told of itself what nobody understands: ${description}`)
  return { ...told, section, tried, seen }
}
