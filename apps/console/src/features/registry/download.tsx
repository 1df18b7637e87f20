import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Download as Icon } from 'lucide-react';

/** Saves what the API answers: asked by the client, so that it comes from the project that is looked at. */
export function Download({
  label,
  short,
  name,
  read,
}: {
  label: string;
  /** In the rows of a table, whose other cells say of what. */
  short?: string;
  name: string;
  read: () => Promise<string>;
}) {
  const saving = useMutation({
    mutationFn: async () => {
      const url = URL.createObjectURL(new Blob([await read()]));
      Object.assign(document.createElement('a'), { href: url, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    },
  });
  return (
    <Button
      leftSection={<Icon size={13} aria-hidden />}
      loading={saving.isPending}
      {...(short === undefined ? {} : { size: 'compact-xs', 'aria-label': label })}
      onClick={() => saving.mutate()}
    >
      {short ?? label}
    </Button>
  );
}
