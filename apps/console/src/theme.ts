import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const iris: MantineColorsTuple = [
  ...(['#eff0ff', '#dddffc', '#b9bdf5', '#979dee', '#7b83e8', '#646de4'] as const),
  ...(['#5660e0', '#4751c9', '#3d46b3', '#30389b'] as const),
];
/** From text to the deepest ground. */
const dark: MantineColorsTuple = [
  ...(['#e4e6eb', '#c0c3cc', '#9a9eaa', '#737885', '#383c47', '#2b2e37'] as const),
  ...(['#20232a', '#15171c', '#101216', '#0b0c0f'] as const),
];
const gray: MantineColorsTuple = [
  ...(['#f8f9fa', '#f2f3f5', '#e7e9ed', '#dadde3', '#c5c9d2', '#9ca1ad'] as const),
  ...(['#646a78', '#494e5a', '#333741', '#1f2229'] as const),
];

/** A window that was closed is gone at once: the keys of the page, which rest behind one, count again. */
const atOnce = { duration: 0 };

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 7, dark: 6 },
  colors: { iris, dark, gray },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: true,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  components: {
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    // what is chosen is cleared by its button, not by choosing it again
    Select: { defaultProps: { size: 'xs', allowDeselect: false } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs', withThumbIndicator: false } },
    SegmentedControl: { defaultProps: { size: 'xs', withItemsBorders: false } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, fz: 'xs' } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end' } },
    Paper: { defaultProps: { withBorder: true } },
    Modal: {
      defaultProps: {
        ...{ centered: true, overlayProps: { backgroundOpacity: 0.5, blur: 2 } },
        transitionProps: atOnce,
      },
    },
    Drawer: { defaultProps: { transitionProps: atOnce } },
    SpotlightRoot: { defaultProps: { transitionProps: atOnce } },
  },
});

/** Every pair of these and the ground behind it has a contrast of 4.5 or more. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#5d6371',
    '--mantine-color-placeholder': '#6b7180',
    '--mantine-color-anchor': '#3d46b3',
    '--ground': '#f7f8f9',
    '--line': '#e4e6ea',
    '--hover': '#f0f1f4',
    '--chosen': '#e8eafb',
    '--good': '#15713f',
    '--bad': '#b3261e',
    '--warn': '#8a5200',
    '--busy': '#2f50c8',
    '--mantine-color-yellow-light-color': '#8a5200',
    '--mantine-color-red-light-color': '#b3261e',
    '--mantine-color-green-light-color': '#15713f',
  },
  dark: {
    '--mantine-color-dimmed': '#989ca8',
    '--mantine-color-placeholder': '#878c99',
    '--mantine-color-anchor': '#a3a9f5',
    '--mantine-color-error': '#ff8d85',
    '--ground': '#101216',
    '--line': '#282b33',
    '--hover': '#1c1f26',
    '--chosen': '#24274a',
    '--good': '#4cc38a',
    '--bad': '#ff8d85',
    '--warn': '#f0b64e',
    '--busy': '#8fa6ff',
  },
});
