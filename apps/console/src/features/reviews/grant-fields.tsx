import { Button, Checkbox, FileInput, Group, Stack, Text, TextInput } from '@mantine/core';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { answer, api } from '../../api/client.js';
import { digestOfChosen, sha256Of } from '../../pieces/digest.js';
import { Facts } from '../../pieces/facts.js';
import { absolute } from '../../pieces/figures.js';
import { tellDone, tellProblem } from '../../shell/notify.js';
import type { Draft } from './answering.js';
import { deniedIn, type Review } from './words.js';

interface Props {
  review: Review;
  draft: Draft;
  put: (change: Partial<Draft>) => void;
  fault: (field: string) => string | null;
}

/** What the first reviewer brings. */
export function FirstGrant({ review, draft, put, fault }: Props) {
  const [noDigest, setNoDigest] = useState<string | null>(null);
  const [digest] = useState(() => digestOfChosen((sha256, why) => (put({ sha256 }), setNoDigest(why))));
  const take = (file: File | null) => {
    put({ file });
    void digest(file);
  };
  const codes = deniedIn(review);
  return (
    <Stack gap="sm">
      <Text size="sm">
        A waiver needs the licensor’s written grant and two reviewers. You bring the document; a second
        reviewer reads the same one.
      </Text>
      <FileInput
        size="xs"
        clearable
        clearButtonProps={{ 'aria-label': 'Remove the file' }}
        label="The grant, as a file of at most 2 MiB"
        placeholder="Choose a file"
        value={draft.file}
        onChange={take}
        error={fault('document')}
        required
      />
      <TextInput
        label="Who gave it (the licensor)"
        value={draft.licensor}
        onChange={(e) => put({ licensor: e.currentTarget.value })}
        error={fault('licensor')}
        required
      />
      <Checkbox.Group
        label="What it covers"
        value={draft.scope}
        onChange={(scope) => put({ scope })}
        error={fault('scope')}
        required
      >
        <Stack gap={6} mt={6}>
          {codes.map((code) => (
            <Checkbox key={code} value={code} label={<span className="mono">{code}</span>} />
          ))}
        </Stack>
      </Checkbox.Group>
      <TextInput
        type="date"
        label="Last day of the grant"
        value={draft.until}
        onChange={(e) => put({ until: e.currentTarget.value })}
        error={fault('expires_at')}
        required
      />
      <Hash {...{ draft, put, fault }} why={noDigest} />
    </Stack>
  );
}

/** What the second reviewer confirms: the same bytes. */
export function SecondGrant({ review, draft, put, fault }: Props) {
  const grant = review.grant!;
  const download = async () => {
    const params = { path: { id: review.id } };
    const bytes = await answer(api.GET('/v1/reviews/{id}/document', { params, parseAs: 'arrayBuffer' }));
    const link = Object.assign(document.createElement('a'), {
      href: URL.createObjectURL(new Blob([bytes])),
      download: grant.document,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
    const sha256 = await sha256Of(bytes);
    if (sha256) put({ sha256 });
    tellDone(`${grant.document} was downloaded. Read it before you confirm.`);
  };
  return (
    <Stack gap="sm">
      <Text size="sm">
        {review.approvals.map(({ name }) => name).join(' and ')} brought a grant. Download and read it; then
        confirm that it is the one.
      </Text>
      <Facts
        of={[
          ['Document', grant.document],
          ['Given by', grant.licensor],
          ['Covers', grant.scope.join(', ')],
          ['Ends', absolute(grant.expires_at)],
        ]}
      />
      <Group>
        <Button
          leftSection={<Download size={13} aria-hidden />}
          onClick={() => void download().catch(tellProblem)}
        >
          Download the grant
        </Button>
      </Group>
      <Hash {...{ draft, put, fault }} />
    </Stack>
  );
}

const Hash = ({
  draft,
  put,
  fault,
  why = null,
}: Pick<Props, 'draft' | 'put' | 'fault'> & { why?: string | null }) => (
  <TextInput
    label="Its fingerprint (sha256)"
    description="Filled in from the file that you chose or downloaded"
    className="hash"
    value={draft.sha256}
    onChange={(e) => put({ sha256: e.currentTarget.value })}
    error={fault('sha256') ?? (draft.sha256 === '' ? why : null)}
    required
  />
);
