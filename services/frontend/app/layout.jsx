import { stackName } from '@/lib/environment';

import './globals.css';

export function generateMetadata() {
  return {
    title: `CastMatch · ${stackName()}`,
    description: 'Browse talent, and ask who fits the part.',
    icons: { icon: '/icon.svg' },
  };
}

export default function RootLayout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
