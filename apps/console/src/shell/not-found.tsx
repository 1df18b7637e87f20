import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Empty } from '../pieces/states.js';

export function NotFound() {
  return (
    <Empty
      icon={Compass}
      title="There is no such page"
      text="The address may be mistyped, or what it named is in another project."
      action={
        <Button component={Link} to="/">
          Overview
        </Button>
      }
    />
  );
}
