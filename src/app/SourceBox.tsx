import { useId, useState } from 'react'
import { isProblem } from '../dataset/address'
import type { Problem } from '../dataset/problem'
import { parseSource } from '../dataset/source'
import { SAMPLE } from '../query/url'
import { Button } from '../ui/Button'
import { ProblemText } from '../ui/ProblemText'
import { allowTyped } from './own-network'
import { isTyped, plainSource } from './typed-source'

const PLACEHOLDER = 'org/name, or https://…/part-{00000..00031}.parquet'

/** The one box that opens anything with an address. */
export function SourceBox({ initial = '', onOpen }: { readonly initial?: string; readonly onOpen: (source: string) => void }) {
  const [text, setText] = useState(initial)
  const [problem, setProblem] = useState<Problem | null>(null)
  const problemId = useId()
  const open = (): void => {
    const source = plainSource(text)
    if (source === '') return
    const spec = source === SAMPLE ? null : parseSource(source, document.baseURI)
    if (spec !== null && isProblem(spec)) setProblem(spec)
    else {
      // What a link wrote here is asked about.
      if (isTyped(text, initial)) allowTyped(source)
      onOpen(source)
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        open()
      }}
    >
      <div className="flex items-end gap-2 rounded-xl border border-line bg-raised p-1.5 transition-colors focus-within:border-accent">
        <textarea
          aria-label="Addresses of Parquet files, or of one folder, manifest or Hugging Face dataset"
          aria-describedby={problem ? problemId : undefined}
          aria-invalid={problem !== null}
          rows={1}
          spellCheck={false}
          autoCapitalize="off"
          placeholder={PLACEHOLDER}
          className={
            'field-sizing-content max-h-48 min-h-9 min-w-0 flex-1 resize-none bg-transparent px-2.5 py-2 font-mono ' +
            'text-[0.8125rem] leading-5 outline-none placeholder:text-muted/70'
          }
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setProblem(null)
          }}
          onKeyDown={(event) => {
            // While an input method composes, Enter chooses a word.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            open()
          }}
        />
        <Button type="submit" kind={text.trim() === '' ? 'plain' : 'primary'} disabled={text.trim() === ''}>
          Open
        </Button>
      </div>
      {problem && (
        <div id={problemId} role="alert" className="mt-2 rounded-xl border border-danger/30 bg-danger/8 px-3.5 py-2.5">
          <ProblemText problem={problem} showWhere={false} />
        </div>
      )}
    </form>
  )
}
