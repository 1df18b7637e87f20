import { Checkbox } from '@mantine/core';

interface Props {
  /** How many other open reviews ask the same. */
  others?: number;
  isOn: boolean;
  turn: (isOn: boolean) => void;
}

/** One answer to which license a model or data set has, in place of one at every gate. */
export const HoldsFor = ({ others = 0, isOn, turn }: Props) => (
  <Checkbox
    size="xs"
    label="Also for what is made of it, at every gate"
    description={
      'Which license it has is then not asked again when it is trained on, measured, registered or promoted, as long as the declared use of the project stays the same, its figures aside. ' +
      (others > 0
        ? `Answers ${others === 1 ? 'the other open review that asks' : `the ${others} other open reviews that ask`} the same. `
        : '') +
      'Whether the license allows a use is still asked.'
    }
    checked={isOn}
    onChange={(e) => turn(e.currentTarget.checked)}
  />
);
