import { ProblemError } from '../../dataset/problem'
import type { ShardFile } from '../file'
import { GrowingParquet } from '../growing'
import { RecordColumns, type Field } from '../tables/records'
import { sampleRecord } from '../tar/sample-record'
import { Grouping, isText, picturesOf, type Sample } from '../tar/samples'
import { TarWalk } from '../tar/walk'
import type { Growth } from './growth'
import type { ShardKind } from './kind'
import type { PictureFile } from './picture-file'

/** Samples found before a tar is shown at all: a screenful. */
const FIRST_PART = 60
const LARGEST_PART = 1000

/** A webdataset's tar. */
export const tar: ShardKind = {
  open: async (file, { signal }) => {
    const shard = await TarShard.open(file, signal)
    return { parquet: shard.parquet, footer: shard.parquet.footer, growth: shard, pictures: (part) => shard.pictures(part) }
  },
  countRows: null,
  costIsKnown: false,
}

/** A row's pictures: bytes [start, end) of the tar by part, the one to show first. */
type RowPictures = readonly { readonly part: string; readonly start: number; readonly end: number }[]

/** A tar as a shard: its samples become rows of Parquet in memory as they are found, its pictures stay where they are. */
class TarShard implements Growth {
  complete = false
  problem: ProblemError | null = null
  /** How many samples a tar has, nothing says before it is walked. */
  readonly left = null
  readonly junkRows = 0
  private readonly walk: TarWalk
  private readonly grouping = new Grouping()
  private readonly rowPictures: RowPictures[] = []
  private readonly addressed: boolean[] = []
  private pending: Sample[] = []
  private fields: Field[] | null = null
  private part = FIRST_PART
  private rows: GrowingParquet | null = null

  private constructor(private readonly tar: ShardFile) {
    this.walk = new TarWalk(tar, isText)
  }

  /** Finds the first samples. Rejects with ProblemError when there are none. */
  static async open(tar: ShardFile, signal: AbortSignal): Promise<TarShard> {
    const shard = new TarShard(tar)
    await shard.more(signal)
    if (!shard.rows) throw shard.problem ?? new ProblemError({ code: 'empty', where: tar.where })
    return shard
  }

  /** The rows found so far, in the tar's order. */
  get parquet(): GrowingParquet {
    if (!this.rows) throw new RangeError('not opened')
    return this.rows
  }

  get shareFound(): number {
    return this.complete ? 1 : this.walk.position / this.tar.byteLength
  }

  async more(signal: AbortSignal): Promise<void> {
    try {
      while (this.pending.length < this.part && !this.complete) {
        const member = await this.walk.next(signal)
        const sample = member ? this.grouping.add(member) : this.grouping.end()
        if (sample) this.pending.push(sample)
        if (!member) this.complete = true
      }
    } catch (error) {
      signal.throwIfAborted()
      this.complete = true
      this.problem =
        error instanceof ProblemError ? error : new ProblemError({ code: 'bad-format', where: this.tar.where, detail: String(error) })
      const last = this.grouping.end()
      if (last) this.pending.push(last)
    }
    if (this.pending.length > 0) this.write(this.pending)
    this.pending = []
    this.part = Math.min(this.part * 2, LARGEST_PART)
  }

  /** The pictures of one part, or of each row its first. */
  pictures(part: string | null): PictureFile {
    const rangeOf = (row: number) => this.rowPictures[row]?.find((picture) => part === null || picture.part === part)
    return {
      // A row without a picture of its own may have the address of one.
      holds: (row) => rangeOf(row) !== undefined || this.addressed[row] !== true,
      read: async (row, signal) => await this.tar.read(rangeOf(row) ?? { start: 0, end: 0 }, signal),
    }
  }

  private write(samples: readonly Sample[]): void {
    const columns = new RecordColumns(this.fields)
    for (const sample of samples) {
      const record = sampleRecord(sample)
      columns.add(record)
      this.rowPictures.push(picturesOf(sample).map(([part, { start, end }]) => ({ part, start, end })))
      this.addressed.push(typeof record.url === 'string' || typeof record.URL === 'string')
    }
    this.fields ??= columns.fields(true)
    const part = columns.write(this.fields, samples.length)
    if (this.rows) this.rows.append(part)
    else {
      const pictures = new Set(this.rowPictures.flatMap((row) => row.map((picture) => picture.part)))
      this.rows = new GrowingParquet(this.tar.where, part, (column) =>
        pictures.has(column.path) ? { ...column, isPicture: true } : column,
      )
    }
  }
}
