import { ProblemError } from '../../dataset/problem'

/** A file of the model is not where it should be; another of its precisions may be. */
export class MissingFile extends ProblemError {
  constructor(where: string, detail: string) {
    super({ code: 'model', where, detail })
    this.name = 'MissingFile'
  }
}
