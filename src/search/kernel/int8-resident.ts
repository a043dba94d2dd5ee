import type { Int8Block, Kernel } from './kernel'
import type { Resident } from './resident'

/** Copies in 8 bits: half the memory of float16, and twice as fast to go through. */
export class Int8Resident implements Resident {
  readonly kind = 'wasm'
  private readonly blocks = new Map<string, Int8Block>()
  private used = 0

  constructor(
    private readonly kernel: Kernel,
    private readonly budgetBytes: number,
  ) {}

  has(id: string): boolean {
    return this.blocks.has(id)
  }

  add(id: string, halves: Uint16Array, rows: number): void {
    const bytes = rows * (this.kernel.width + 8)
    if (this.blocks.has(id) || this.used + bytes > this.budgetBytes) return
    try {
      this.blocks.set(id, this.kernel.quantise(halves, rows))
      this.used += bytes
    } catch {
      // The browser gives less memory than the budget: what is here serves, and no more comes.
      this.used = Infinity
    }
  }

  setQuery(vector: Float32Array): void {
    this.kernel.setQuery(vector)
  }

  score(id: string, out: Float32Array, errors: Float32Array): Promise<void> {
    const block = this.blocks.get(id)
    if (!block) return Promise.reject(new Error(`no block ${id} in memory`))
    this.kernel.scoreInt8(block, out)
    const { queryError } = this.kernel
    for (let row = 0; row < block.rows; row++) errors[row] = (block.errors[row] ?? 0) + queryError
    return Promise.resolve()
  }
}
