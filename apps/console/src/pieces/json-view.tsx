import { CopyButton, Button } from '@mantine/core';

/** Any value as the API gave it; shown as text, never as markup. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = JSON.stringify(value, null, 2);
  return (
    <div className="json">
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="compact-xs" className="json-copy" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </div>
  );
}
