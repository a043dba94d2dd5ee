import { memoryFiles, LABELS, openOpfs, VECTORS, type PrivateFiles } from './private-files'
import { KeptFile } from './kept-file'
import type { KeptLabel } from './kept-label'
import type { VectorFile } from './vector-file'

/** Without private files vectors are kept in memory, and there at most so many bytes. */
const MEMORY_BYTES = 512 * 2 ** 20

/** Where labels lie, and the one of the open dataset. */
export interface Labels {
  readonly files: PrivateFiles
  readonly label: KeptLabel
}

/**
 * Vectors that were read once, kept in this browser as float16 within a budget: whole files of vectors, those used
 * longest ago go first, and never one of the open dataset. Where there is no room nothing more is kept; that is no failure.
 */
export class VectorStore {
  /** There is no room for more. */
  full = false
  private readonly attached = new Map<string, Promise<KeptFile | null>>()
  private used: number | null = null

  constructor(
    private readonly files: PrivateFiles,
    readonly budgetBytes: number,
    private readonly now: () => number = () => Date.now(),
    private readonly labels: Labels | null = null,
  ) {}

  /** `labelOf` is asked only where something outlives the page. */
  static async open(budgetBytes: number, labelOf: () => Promise<KeptLabel>): Promise<VectorStore> {
    const opfs = await openOpfs(VECTORS)
    if (!opfs) return new VectorStore(memoryFiles(), Math.min(budgetBytes, MEMORY_BYTES))
    const files = await openOpfs(LABELS)
    return new VectorStore(opfs, budgetBytes, undefined, files && { files, label: await labelOf() })
  }

  /** What is kept of a file; null where another tab has it. */
  of(file: VectorFile): Promise<KeptFile | null> {
    let kept = this.attached.get(file.id)
    if (!kept) this.attached.set(file.id, (kept = this.attach(file)))
    return kept
  }

  /** Says whether the block is kept now. */
  async write(file: VectorFile, block: number, halves: Uint16Array): Promise<boolean> {
    const kept = await this.of(file)
    if (!kept || this.full) return false
    if (!(await this.makeRoom(halves.byteLength)) || kept.closed) return false
    try {
      kept.write(block, halves)
      this.used = (this.used ?? 0) + halves.byteLength
      return true
    } catch {
      // The browser gives less than the budget.
      this.full = !(await this.evict())
      return false
    }
  }

  /** Lets go of what is kept of a file: it is of another one that was in its place. */
  async drop({ id }: VectorFile): Promise<void> {
    const kept = await this.attached.get(id)
    kept?.close()
    this.attached.delete(id)
    // Where another tab has it nothing is kept of it here.
    if (!(await this.remove(id))) this.attached.set(id, Promise.resolve(null))
    this.used = null
  }

  /** Bytes kept, of all datasets. */
  async bytes(): Promise<number> {
    return (await this.files.list()).reduce((sum, file) => sum + file.bytes, 0)
  }

  /** Lets go of everything. */
  async forget(): Promise<void> {
    const open = await Promise.all(this.attached.values())
    this.attached.clear()
    for (const file of open) file?.close()
    for (const { name } of await this.files.list()) await this.remove(name)
    this.used = 0
    this.full = false
  }

  /** Closes files, so that somebody else can remove them; what is read of them later is fetched again. */
  async release(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const open = this.attached.get(name)
      this.attached.delete(name)
      ;(await open)?.close()
    }
    this.used = null
    this.full = false
  }

  private async attach({ id, blocks, width }: VectorFile): Promise<KeptFile | null> {
    const file = await this.files.open(id)
    if (file) await this.labelled(id)
    return file && new KeptFile(file, blocks, width, this.now())
  }

  /** Without room for a label the file is still of use. */
  private async labelled(id: string): Promise<void> {
    const file = await this.labels?.files.open(id)
    if (!file) return
    try {
      const label = JSON.stringify(this.labels?.label)
      // One that was longer must not end in its rest; space behind it says nothing.
      file.write(new TextEncoder().encode(label.padEnd(file.size, ' ')), 0)
    } catch {
      // No room.
    } finally {
      file.close()
    }
  }

  /** With its label. Says whether it is gone: another tab may have it. */
  private async remove(name: string): Promise<boolean> {
    try {
      await this.files.remove(name)
      await this.labels?.files.remove(name)
      return true
    } catch {
      return false
    }
  }

  private async makeRoom(bytes: number): Promise<boolean> {
    this.used ??= await this.bytes()
    while (this.used + bytes > this.budgetBytes) {
      if (!(await this.evict())) {
        this.full = true
        return false
      }
    }
    return true
  }

  /** Removes the file used longest ago; false when all are of the open dataset, or of another tab. */
  private async evict(): Promise<boolean> {
    let oldest: { readonly name: string; readonly time: number } | null = null
    for (const { name } of await this.files.list()) {
      if (this.attached.has(name)) continue
      const file = await this.files.open(name)
      if (!file) continue
      const time = KeptFile.lastUsed(file)
      file.close()
      if (!oldest || time < oldest.time) oldest = { name, time }
    }
    if (!oldest) return false
    const gone = await this.remove(oldest.name)
    this.used = await this.bytes()
    return gone
  }
}
