import { Alert, Select, Stack, Text } from '@mantine/core';
import { Part } from '../../pieces/facts.js';
import { Snippet } from '../../pieces/snippet.js';
import { callsOf, namesOf } from './calls.js';
import type { VersionSearch } from './search.js';
import type { Version } from './version-page.js';

/** How to call the version from a terminal or a program, by the name that is chosen. */
export function UseTab(props: {
  version: Version;
  search: VersionSearch;
  put: (change: VersionSearch) => void;
}) {
  const { version, search, put } = props;
  const names = namesOf(version);
  const name = names.find(({ value }) => value === search.as)?.value ?? names[0]!.value;
  const isServed = version.artifacts['gguf'] !== undefined;
  return (
    <Part
      title="Use this model"
      hint="Your API key is read from LUTHIER_API_KEY. A model that is not running is started by its first call, once the license gate lets it."
    >
      <Stack gap="md">
        {!isServed && (
          <Alert color="yellow" title="Nothing serves this version">
            It has no GGUF file, which is what is loaded here. Quantise it, register both, and call that
            version; its files can be fetched all the same.
          </Alert>
        )}
        <Select label="Call it as" data={names} value={name} onChange={(as) => as && put({ as })} maw={420} />
        {callsOf(version, name, location.origin)
          .filter((_, at, all) => isServed || at === all.length - 1)
          .map(({ label, text }) => (
            <Snippet key={label} label={label} text={text} />
          ))}
        <Text size="xs" c="dimmed">
          The first writes the files beside their signature, the second reads every byte in the store against
          it.
        </Text>
      </Stack>
    </Part>
  );
}
