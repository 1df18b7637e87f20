import { AppShell, Burger, Group, Kbd, NavLink, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { Fragment, useEffect } from 'react';
import { sessionQuery } from '../api/session.js';
import { SignInAgain } from '../access/sign-in.js';
import { AccountMenu } from './account-menu.js';
import { Mark } from './mark.js';
import type { Place } from './nav.js';
import { Offline } from './offline.js';
import { openPalette, Palette } from './palette.js';
import { usePlaces } from './places.js';
import { ProjectSwitch } from './project-switch.js';
import { nameOf, Shortcuts } from './shortcuts.js';
import { Tips } from './tips.js';

/** Menu, project, palette, keys and the page between them. */
export function Frame() {
  const [opened, { toggle, close }] = useDisclosure(false);
  const { data: session } = useQuery(sessionQuery);
  const { pathname } = useLocation();
  useEffect(close, [pathname, close]);
  const known = session ?? undefined;
  return (
    <AppShell
      header={{ height: { base: 48, sm: 0 } }}
      navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      className="frame"
    >
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <AppShell.Header hiddenFrom="sm" className="bar">
        <Group h="100%" px="sm" gap="xs">
          <Burger opened={opened} onClick={toggle} size="sm" aria-label="Menu" aria-expanded={opened} />
          <Mark />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className="nav" p="xs">
        <Group gap="xs" px={6} h={36} visibleFrom="sm" mb={4}>
          <Mark />
        </Group>
        <ProjectSwitch />
        <UnstyledButton className="find" onClick={openPalette} mt={8} mb={4}>
          <Search size={14} aria-hidden />
          <Text size="sm" flex={1}>
            Find
          </Text>
          <Kbd size="xs">{nameOf('mod+K')}</Kbd>
        </UnstyledButton>
        <ScrollArea flex={1} type="auto" component="nav" aria-label="Pages">
          <Pages pathname={pathname} />
        </ScrollArea>
        <AccountMenu />
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1} className="main">
        <Offline />
        <Outlet />
      </AppShell.Main>
      <Tips />
      <Palette />
      <Shortcuts />
      {known === undefined && <SignInAgain />}
    </AppShell>
  );
}

function Pages({ pathname }: { pathname: string }) {
  const places = usePlaces();
  const isHere = ({ to }: Place) => (to === '/' ? pathname === '/' : pathname.startsWith(to));
  return places.map((place, at) => (
    <Fragment key={place.to}>
      {at > 0 && places[at - 1]!.group !== place.group && <div className="gap" />}
      <NavLink
        component={Link}
        to={place.to}
        label={place.label}
        active={isHere(place)}
        aria-current={isHere(place) ? 'page' : undefined}
        leftSection={<place.icon size={16} strokeWidth={1.75} aria-hidden />}
        className="place"
      />
    </Fragment>
  ));
}
