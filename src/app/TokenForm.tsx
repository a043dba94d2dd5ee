import { useId, useRef, useState } from 'react'
import { HUB } from '../dataset/hub'
import { readToken } from '../dataset/hub-token'
import { describeProblem, type Problem } from '../dataset/problem'
import { isProblem } from '../dataset/address'
import { Away } from '../ui/Away'
import { Button, TextButton } from '../ui/Button'
import { forgetMirror, hubBase } from '../dataset/load'
import { holdToken, useHasToken } from './own-token'

const TOKENS_PAGE = 'https://huggingface.co/settings/tokens'

const AWAY = 'underline decoration-line underline-offset-3 hover:text-ink hover:decoration-current'

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
  // Read once: another page of this origin may write another mirror meanwhile, and a token goes where the person was told.
  const [base] = useState(hubBase)
  const mirror = base === HUB ? null : new URL(base).host
  const [trustsMirror, setTrustsMirror] = useState(false)
  const open = (): void => {
    if (mirror !== null && !trustsMirror) {
      setProblem({ code: 'bad-token', where: '', detail: `Nothing was sent: say first that ${mirror} may have your token.` })
      return
    }
    const token = readToken(field.current?.value ?? '', base)
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
      {mirror !== null && (
        <div className="mb-4 rounded-xl border border-warn/30 bg-warn/8 px-3.5 py-2.5">
          <p className="font-medium">
            Your token would go to <bdi className="font-mono text-[0.8125rem] break-all">{mirror}</bdi>, not to huggingface.co
          </p>
          <p className="mt-0.5 text-muted">
            That mirror of the Hub is set in this browser, where other pages of {location.host} can set one too.{' '}
            <TextButton
              onClick={() => {
                forgetMirror()
                onReopen()
              }}
            >
              Ask huggingface.co instead
            </TextButton>
          </p>
          <label className="mt-2 flex gap-2.5">
            <input
              type="checkbox"
              className="mt-0.5 size-4 shrink-0"
              checked={trustsMirror}
              onChange={(event) => {
                setTrustsMirror(event.target.checked)
                setProblem(null)
              }}
            />
            I know this mirror, and it may have my token
          </label>
        </div>
      )}
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
            Its terms are on{' '}
            <Away href={page} className={AWAY}>
              its page on the Hub
            </Away>
            .{' '}
          </>
        )}
        A token of the kind “Read”, made in{' '}
        <Away href={TOKENS_PAGE} className={AWAY}>
          your settings there
        </Away>
        , is enough. It stays in the memory of this tab, goes to {mirror ?? 'the Hugging Face Hub'} alone, and is forgotten when the tab is
        closed or reloaded.
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
