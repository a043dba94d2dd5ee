import { ProblemError } from '../../dataset/problem'
import type { Tokenizer } from '../tokenizer/tokenizer'
import type { Encoded } from './encoder'
import type { TextModel } from './models'
import type { Feed, Graph, Output } from './runtime'
import { cosine, normalised } from './vector'

/** The model runs, and gives other vectors than it should. */
export class WrongAnswer extends Error {}

/** A text encoder's graph with its tokenizer. */
export class TextGraph {
  constructor(
    private readonly graph: Graph,
    private readonly tokenizer: Tokenizer,
    private readonly model: TextModel,
  ) {}

  /** One text at its true length: padding to the context would cost several times as much. Rejects with Error. */
  async encode(text: string): Promise<Encoded> {
    const { ids, cut } = this.tokenizer.encode(text)
    const outputs = await this.graph.run(feedsOf(this.graph, ids, this.model))
    return { vector: normalised(vectorIn(outputs, 'text_embeds', this.model)), cut, tokens: ids.length }
  }

  /** Compares with the model's known answers. Rejects with WrongAnswer, or Error when it does not run. */
  async check(): Promise<void> {
    for (const { text, vector, minCosine } of this.model.known) {
      const near = cosine((await this.encode(text)).vector, vector)
      if (!(near >= minCosine)) throw new WrongAnswer(`For “${text}” it gave another vector than it should (cosine ${near.toFixed(3)}).`)
    }
  }
}

function feedsOf({ inputs }: Graph, ids: readonly number[], { base }: TextModel): Readonly<Record<string, Feed>> {
  const whole = (type: string, values: readonly number[]): Feed => {
    const dims = [1, values.length]
    return type === 'int32'
      ? { type, data: Int32Array.from(values), dims }
      : { type: 'int64', data: BigInt64Array.from(values, BigInt), dims }
  }
  const feeds = inputs.map(({ name, type }) => {
    if (name === 'input_ids') return [name, whole(type, ids)] as const
    if (name === 'attention_mask')
      return [
        name,
        whole(
          type,
          ids.map(() => 1),
        ),
      ] as const
    throw new ProblemError({
      code: 'model',
      where: base,
      detail: `The model asks for “${name}”, which texts have not: it is no text encoder.`,
    })
  })
  return Object.fromEntries(feeds)
}

/**
 * The vector in a graph's answer: under its usual name, or the only one of its shape.
 * @throws ProblemError (`model`) when there is none.
 */
export function vectorIn(outputs: Readonly<Record<string, Output>>, name: string, { base, width }: TextModel): Float32Array {
  const fits = ({ dims }: Output): boolean => dims.length === 2 && dims[0] === 1
  const found = outputs[name] ?? Object.values(outputs).find((output) => fits(output) && output.dims[1] === width)
  if (!found || !fits(found)) throw new ProblemError({ code: 'model', where: base, detail: `The model gives no “${name}”.` })
  if (found.data.length !== width)
    throw new ProblemError({
      code: 'model',
      where: base,
      detail: `The model gives vectors of ${found.data.length} numbers, and should give ${width}.`,
    })
  return found.data
}
