import { Random } from './random'

/** The columns of a raw LAION-400M shard, as Spark wrote them. */
export interface LaionColumns {
  readonly SAMPLE_ID: BigInt64Array
  readonly URL: string[]
  readonly TEXT: string[]
  readonly HEIGHT: Int32Array
  readonly WIDTH: Int32Array
  readonly LICENSE: string[]
  readonly NSFW: (string | null)[]
  readonly similarity: (number | null)[]
}

/** Where the pictures of generated rows are; tests point this name at their own server. */
export const PICTURES = 'http://pictures.test'

const WORDS = (
  'the a of in and with on for red blue black white vintage modern wooden kitchen table chair lamp sofa garden house road ' +
  'mountain lake sea sunset beach city street night light portrait woman man dog cat horse bird flower rose tree forest ' +
  'winter summer autumn spring wedding dress shoes leather bag watch ring gold silver necklace shirt print poster canvas ' +
  'wall art abstract painting oil watercolor digital illustration vector icon logo design template free download stock ' +
  'photo image royalty photography nikon canon camera lens car engine truck wheel bike motorcycle boat ship plane airport ' +
  'hotel room bathroom bedroom interior decor idea diy home small large set of two pack new used sale price buy online ' +
  'shop store best top review guide how to make recipe chicken cake chocolate salad soup coffee tea wine beer bottle ' +
  'glass cup plate phone case cover iphone samsung galaxy laptop computer screen game xbox nintendo disney star wars ' +
  'marvel batman christmas halloween easter birthday party card invitation map of europe asia africa america london paris ' +
  'tokyo korea seoul music guitar piano drum album concert live band football soccer team player jersey official mens ' +
  'womens size medium black-and-white'
).split(' ')
/** Words that need escaping, other scripts, and what scrapers leave behind. */
const ODD = ['&quot;Deluxe&quot;', 'Café', 'Ärmel', '<b>NEW</b>', '한국', '夜景', 'Москва', '  ', '#37', "it's", '100%', 'A&amp;B']
const LICENCES = [
  'https://creativecommons.org/licenses/by/4.0/',
  'http://creativecommons.org/licenses/by-sa/3.0/deed.en',
  'https://creativecommons.org/licenses/by-nc-nd/2.0/',
  'https://creativecommons.org/publicdomain/zero/1.0/',
]
/** Of addresses, much repeats (hosts, folders) and the rest does not (ids): some 90 characters that shrink to 30. */
const FOLDERS = Array.from({ length: 60 }, (_, i) => `uploads/${2008 + (i % 13)}/${String(1 + (i % 12)).padStart(2, '0')}/original`)
const HEX = '0123456789abcdef'

function caption(random: Random, row: number): string {
  // Log-normal around 45 characters, with a long tail, as LAION's text lengths are.
  const length = Math.min(600, Math.max(4, 42 * Math.exp(random.gauss() * 0.55)))
  let text = row % 97 === 0 ? random.pick(ODD) : ''
  while (text.length < length) {
    // Frequent words come first in the list.
    const word = WORDS[Math.floor(random.next() ** 1.6 * WORDS.length)] ?? 'the'
    text += text === '' ? word : ` ${random.next() < 0.06 ? String(random.below(9999)) : word}`
  }
  return text
}

function hex(random: Random, digits: number): string {
  let text = ''
  for (let i = 0; i < digits; i++) text += HEX[random.below(16)] ?? ''
  return text
}

function nsfw(random: Random): string | null {
  const x = random.next()
  if (x < 0.94) return 'UNLIKELY'
  if (x < 0.975) return 'UNSURE'
  if (x < 0.99) return 'NSFW'
  // Misaligned CSV rows left other columns' values here.
  return x < 0.995 ? null : x < 0.9975 ? '?' : String(random.below(2000))
}

function licence(random: Random): string {
  const x = random.next()
  return x < 0.97 ? '?' : x < 0.98 ? '' : random.pick(LICENCES)
}

function similarity(random: Random): number | null {
  const x = random.next()
  if (x < 0.004) return -1
  if (x < 0.006) return null
  if (x < 0.008) return NaN
  if (x < 0.0081) return 6016
  // LAION kept what passed 0.3; most lies just above. Computed in float32, as CLIP does.
  return Math.fround(Math.min(0.62, 0.3 - 0.035 * Math.log(1 - random.next())))
}

/** `count` rows, the first of which is row `first` of its shard; the same for the same seed. */
export function laionColumns(seed: number, first: number, count: number, pictures = PICTURES): LaionColumns {
  const random = new Random(seed * 1_000_003 + first)
  const columns: LaionColumns = {
    SAMPLE_ID: new BigInt64Array(count),
    URL: [],
    TEXT: [],
    HEIGHT: new Int32Array(count),
    WIDTH: new Int32Array(count),
    LICENSE: [],
    NSFW: [],
    similarity: [],
  }
  for (let i = 0; i < count; i++) {
    const row = first + i
    const width = 200 + random.below(1000)
    const height = Math.max(120, Math.round(width * (0.5 + random.next())))
    columns.SAMPLE_ID[i] = BigInt(random.below(2 ** 32)) * 65536n + BigInt(random.below(65536))
    columns.URL.push(
      `${pictures}/pictures/${row}.png?w=${width}&h=${height}&in=${random.pick(FOLDERS)}&id=${hex(random, 6 + random.below(10))}`,
    )
    columns.TEXT.push(caption(random, row))
    columns.WIDTH[i] = width
    columns.HEIGHT[i] = height
    columns.LICENSE.push(licence(random))
    columns.NSFW.push(nsfw(random))
    columns.similarity.push(similarity(random))
  }
  return columns
}
