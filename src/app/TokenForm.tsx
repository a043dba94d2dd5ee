import { useId, useRef, useState } from 'react'
import { HUB } from '../dataset/hub'
import { readToken } from '../dataset/hub-token'
import { describeProblem, type Problem } from '../dataset/problem'
import { isProblem } from '../dataset/address'
import { Button } from '../ui/Button'
import { hubBase } from '../dataset/load'
import { holdToken, useHasToken } from './own-token'

const TOKENS_PAGE = 'https://huggingface.co/settings/tokens'

interface TokenFormProps {
  /** Where the terms are accepted; null where there is no such page. */
  readonly page: string | null
  /** Opens the dataset anew, as the token that is held now allows. */
  readonly onReopen: () => void
}

/** Asks for the person's own token of the Hub, for what it keeps back from everyone else. */
export function TokenForm({ page, onReopen }: TokenFormProps) {
  // The browser alone knows what is typed: no state or attribute holds it, and without a name no form sends it.
  const field = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const hasToken = useHasToken()
  const id = useId()
  const open = (): void => {
    const token = readToken(field.current?.value ?? '', hubBase())
    if (isProblem(token)) {
      setProblem(token)
      return
    }
    if (field.current) field.current.value = ''
    holdToken(token)
    onReopen()
  }
  return (
    <form
      className="w-full"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        open()
      }}
    >
      <label htmlFor={`${id}-field`} className="font-medium">
        Your token
      </label>
      <div
        className={
          'mt-2 flex flex-wrap items-center gap-2 rounded-xl border border-line bg-raised p-1.5 transition-colors ' +
          'focus-within:border-accent'
        }
      >
        <input
          ref={field}
          id={`${id}-field`}
          type="password"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder="hf_…"
          aria-describedby={problem ? `${id}-problem ${id}-help` : `${id}-help`}
          aria-invalid={problem !== null}
          className="h-9 min-w-40 flex-1 bg-transparent px-2.5 font-mono text-[0.8125rem] outline-none placeholder:text-muted/70"
          onInput={() => setProblem(null)}
        />
        <Button type="submit" kind="primary" className="max-sm:w-full">
          Open with this token
        </Button>
      </div>
      {problem && (
        <p id={`${id}-problem`} role="alert" className="mt-2 text-danger">
          {describeProblem(problem).cause}
        </p>
      )}
      <p id={`${id}-help`} className="mt-2.5 text-[0.8125rem] text-muted">
        {page !== null && (
          <>
            Its terms are on <Away href={page}>its page on the Hub</Away>.{' '}
          </>
        )}
        A token of the kind “Read”, made in <Away href={TOKENS_PAGE}>your settings there</Away>, is enough. It stays in the memory of this
        tab, goes to {hubBase() === HUB ? 'the Hugging Face Hub' : new URL(hubBase()).host} alone, and is forgotten when the tab is closed
        or reloaded.
      </p>
      {hasToken && (
        <Button
          kind="quiet"
          className="mt-2 -ml-3"
          onClick={() => {
            holdToken(null)
            onReopen()
          }}
        >
          Forget the token given before
        </Button>
      )}
    </form>
  )
}

function Away({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className="underline decoration-line underline-offset-3 hover:text-ink hover:decoration-current"
    >
      {children}
    </a>
  )
}
