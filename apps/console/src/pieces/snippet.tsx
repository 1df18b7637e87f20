import { Button, CopyButton, Text } from '@mantine/core';

/** Lines for a terminal or a program, with what they are above and a button that copies them. */
export function Snippet({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {label}
      </Text>
      <div className="snippet">
        <pre tabIndex={0} aria-label={label}>
          {text}
        </pre>
        <CopyButton value={text} timeout={1_500}>
          {({ copied, copy }) => (
            <Button size="compact-xs" onClick={copy} aria-label={`Copy: ${label}`}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </div>
    </div>
  );
}
