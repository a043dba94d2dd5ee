export function Inspector(props: { readonly engine: unknown; readonly pairKey: number; readonly results: unknown; readonly consent: unknown; readonly onOpen: (key: number) => void; readonly onClose: () => void; readonly onAskConsent: () => void }) {
  return <p>{props.pairKey}</p>
}
