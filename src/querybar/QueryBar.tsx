import { useRef, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from 'react'
import type { Search } from '../query/search'
import { MAX_CHIPS, MAX_TEXT } from '../query/search-url'
import type { TextModel } from '../search/encoder/models'
import { modelOf, ranksPairs, type SearchState } from '../search/state'
import { Button, IconButton, TextButton } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { ChipToken } from './ChipToken'
import { addChip, isFull, parseTyped, removeChip, retype, setWeight, toggleSign, typedOf } from './edit'
import { PictureButton } from './PictureButton'
import { CHOOSE_MODEL, unsearchableSentence, wordsSentence } from './sentences'

/** Where `s` goes. */
export const QUERY_INPUT_ID = 'query-input'

const PLACEHOLDER = 'Search by meaning: a red bicycle in the snow'
/** Room for the minus before the words. */
const MAX_TYPED = MAX_TEXT + 1

interface QueryBarProps {
  readonly search: Search | null
  readonly state: SearchState
  /** A few words on a pair, beside its place. */
  readonly describePair: (place: string) => ReactNode
  /** `drag`: one of many in a movement. */
  readonly onSearch: (search: Search | null, move: 'step' | 'drag') => void
  readonly onPicture: (file: File) => void
  /** The person says which model made the embeddings. */
  readonly onModel: (model: TextModel) => void
  /** The person wants to be asked about the host of the dataset's model. */
  readonly onAskHost: () => void
  /** What stands at its end: the settings. */
  readonly children: ReactNode
}

/** What a search is made of: its parts as tokens, and a place to type the next one. */
export function QueryBar({ search, state, describePair, onSearch, onPicture, onModel, onAskHost, children }: QueryBarProps) {
  const [draft, setDraft] = useState('')
  /** The chip whose words are in the input; it is changed when they are entered, and not before. */
  const [editing, setEditing] = useState<number | null>(null)
  const [seen, setSeen] = useState(search)
  const input = useRef<HTMLInputElement>(null)
  if (search !== seen) {
    // Chips may have moved: what was being edited is let go.
    setSeen(search)
    setEditing(null)
    if (editing !== null) setDraft('')
  }

  const { searchable } = state
  const usable = ranksPairs(searchable)
  const model = modelOf(searchable)
  const why = unsearchableSentence(searchable)
  const wordsNeed = wordsSentence(searchable)
  const full = isFull(search) && editing === null
  const chips = search?.chips ?? []
  // Whoever ranks by pairs alone need not know the model.
  const asksModel = searchable.kind === 'ask-model' && (draft !== '' || chips.length === 0 || chips.some(({ kind }) => kind !== 'pair'))

  const settle = (): void => {
    setDraft('')
    setEditing(null)
  }
  const edit = (index: number): void => {
    const chip = chips[index]
    if (chip?.kind !== 'text' || !usable) return
    setEditing(index)
    setDraft(typedOf(chip))
    input.current?.focus()
  }
  const enter = (): void => {
    const chip = parseTyped(draft)
    if (search && editing !== null) onSearch(retype(search, editing, draft), 'step')
    else if (chip && !full) onSearch(addChip(search, chip, state.by[0]), 'step')
    else return
    settle()
  }
  const takeBack = (): void => {
    const index = editing ?? chips.length - 1
    if (!search || index < 0) return
    if (editing === null && chips[index]?.kind === 'text') {
      edit(index)
      return
    }
    onSearch(removeChip(search, index), 'step')
    settle()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    // While an input method composes, the keys are its own: Enter chooses a word.
    if (event.nativeEvent.isComposing) {
      if (event.key === 'Enter') event.preventDefault()
      return
    }
    if (event.key === 'Backspace' && draft === '' && !event.repeat) {
      event.preventDefault()
      takeBack()
    } else if (event.key === 'Escape' && (draft !== '' || editing !== null)) {
      event.preventDefault()
      settle()
    }
  }
  const onPaste = (event: ClipboardEvent<HTMLInputElement>): void => {
    const picture = [...event.clipboardData.files].find(({ type }) => type.startsWith('image/'))
    if (picture && model?.picture) {
      event.preventDefault()
      onPicture(picture)
      return
    }
    const text = event.clipboardData.getData('text')
    if (!/[\r\n]/.test(text)) return
    // The browser would drop the line breaks and join the words around them.
    event.preventDefault()
    const { selectionStart, selectionEnd } = event.currentTarget
    setDraft(
      `${draft.slice(0, selectionStart ?? draft.length)}${text.replace(/\s+/g, ' ')}${draft.slice(selectionEnd ?? draft.length)}`.slice(
        0,
        MAX_TYPED,
      ),
    )
  }

  return (
    <div role="search" className="min-w-0">
      <div
        className={
          'flex items-start rounded-xl border bg-raised transition-colors ' +
          (usable ? 'border-line focus-within:border-accent' : 'border-line/70')
        }
      >
        <Icon name="search" className={`m-3 mr-2.5 size-4.5 shrink-0 ${usable ? 'text-muted' : 'text-muted/60'}`} />
        <div
          className="flex min-w-0 flex-1 flex-wrap items-center gap-1.5 py-2"
          onClick={(event) => {
            if (event.target === event.currentTarget) input.current?.focus()
          }}
        >
          {chips.length > 0 && (
            <ul aria-label="Parts of the search" className="contents">
              {chips.map(
                (chip, i) =>
                  i !== editing && (
                    <ChipToken
                      key={i}
                      chip={chip}
                      about={chip.kind === 'pair' ? describePair(chip.place) : null}
                      alone={chips.length === 1}
                      onToggle={() => search && onSearch(toggleSign(search, i), 'step')}
                      onWeight={(size) => search && onSearch(setWeight(search, i, size), 'drag')}
                      onEdit={() => edit(i)}
                      onRemove={() => {
                        if (search) onSearch(removeChip(search, i), 'step')
                        input.current?.focus()
                      }}
                    />
                  ),
              )}
            </ul>
          )}
          {why === '' ? (
            <form
              className="min-w-24 flex-1"
              onSubmit={(event) => {
                event.preventDefault()
                enter()
              }}
            >
              <input
                ref={input}
                id={QUERY_INPUT_ID}
                type="search"
                enterKeyHint="search"
                aria-label="Search by meaning"
                placeholder={full ? `${MAX_CHIPS} parts are the most` : chips.length > 0 ? 'Add words, or -words' : PLACEHOLDER}
                title={usable ? 'Enter adds the words; a minus before them keeps away from them (s)' : 'The dataset is being opened'}
                disabled={!usable}
                readOnly={full}
                autoComplete="off"
                maxLength={MAX_TYPED}
                dir="auto"
                className={
                  'h-7 w-full min-w-0 truncate bg-transparent outline-none placeholder:text-muted/80 ' +
                  '[&::-webkit-search-cancel-button]:hidden'
                }
                value={draft}
                onChange={(event) => setDraft(event.target.value)}
                onKeyDown={onKeyDown}
                onPaste={onPaste}
                onBlur={() => {
                  const chip = editing === null ? undefined : chips[editing]
                  if (chip?.kind === 'text' && typedOf(chip) === draft) settle()
                }}
              />
            </form>
          ) : (
            <p className="min-w-32 flex-1 py-1 text-muted">{why}</p>
          )}
        </div>
        <div className="flex shrink-0 items-center p-1">
          {(chips.length > 0 || draft !== '') && (
            <IconButton
              label="Clear the search"
              onClick={() => {
                settle()
                if (chips.length > 0) onSearch(null, 'step')
                input.current?.focus()
              }}
            >
              <Icon name="close" className="size-4.5" />
            </IconButton>
          )}
          {model && <PictureButton model={model} onPicture={onPicture} />}
          {children}
        </div>
      </div>
      {wordsNeed !== '' && (
        <p className="px-1 pt-1.5 text-xs text-muted">
          {wordsNeed}
          {searchable.kind === 'ask-host' && (
            <>
              {' '}
              <TextButton onClick={onAskHost}>Allow it…</TextButton>
            </>
          )}
        </p>
      )}
      {asksModel && searchable.models.length > 0 && <Models models={searchable.models} onModel={onModel} />}
    </div>
  )
}

function Models({ models, onModel }: { readonly models: readonly TextModel[] } & Pick<QueryBarProps, 'onModel'>) {
  return (
    <div className="flex flex-wrap items-center gap-2 px-1 pt-1.5 text-xs text-muted">
      <p>{CHOOSE_MODEL}</p>
      {models.map((model) => (
        <Button key={model.id} onClick={() => onModel(model)}>
          {model.name}
        </Button>
      ))}
    </div>
  )
}
