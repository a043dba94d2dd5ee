import type { TarMember } from './walk'

/** A sample of a webdataset: consecutive members whose names are alike up to the first dot of the last part. */
export interface Sample {
  readonly key: string
  /** By part, in lower case: everything after that dot, as in `jpg` and `input.jpg`. In the order of the tar. */
  readonly members: ReadonlyMap<string, TarMember>
}

/** Best first: of one picture in several formats the first is shown. */
const PICTURES = ['jpg', 'jpeg', 'png', 'webp', 'gif', 'avif', 'bmp']
const TEXTS = new Set(['txt', 'json', 'cls', 'caption', 'text'])

/** `a/0001.seg.png` is the part `seg.png` of the sample `a/0001`. Hidden files (`._0001.jpg`) belong to none: null. */
export function splitName(name: string): { readonly key: string; readonly part: string } | null {
  const match = /^((?:.*\/)?[^./][^./]*)\.([^/]+)$/s.exec(name)
  return match ? { key: match[1] ?? '', part: (match[2] ?? '').toLowerCase() } : null
}

/** What kind of file a part is: what follows its last dot. */
export function endingOf(part: string): string {
  return part.slice(part.lastIndexOf('.') + 1)
}

export function isText(name: string): boolean {
  return TEXTS.has(endingOf(splitName(name)?.part ?? ''))
}

export function isPicture(part: string): boolean {
  return PICTURES.includes(endingOf(part))
}

/** The parts that are pictures, the one to show first: those of a plain name, then the others in the tar's order. */
export function picturesOf({ members }: Sample): [part: string, member: TarMember][] {
  const rank = (part: string) => (PICTURES.includes(part) ? PICTURES.indexOf(part) : PICTURES.length)
  return [...members].filter(([part]) => isPicture(part)).sort(([a], [b]) => rank(a) - rank(b))
}

export function textOf({ data }: TarMember): string | null {
  return data && new TextDecoder().decode(data)
}

/** Puts members into samples as they come. Members outside any sample are left out. */
export class Grouping {
  private key: string | null = null
  private members = new Map<string, TarMember>()

  /** Takes the next member; gives the sample before it once that is whole. */
  add(member: TarMember): Sample | null {
    const name = splitName(member.name)
    if (!name) return null
    const whole = name.key === this.key ? null : this.end()
    this.key = name.key
    // The first of a name counts, as where a tar is unpacked without overwriting.
    if (!this.members.has(name.part)) this.members.set(name.part, member)
    return whole
  }

  /** The sample that nothing follows. */
  end(): Sample | null {
    const whole = this.key === null ? null : { key: this.key, members: this.members }
    this.key = null
    this.members = new Map()
    return whole
  }
}
