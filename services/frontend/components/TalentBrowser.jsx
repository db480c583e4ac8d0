'use client';

import { useState } from 'react';

import { count } from '@/lib/format';
import { useTalent } from '@/lib/useTalent';

import { TalentCard } from './TalentCard';
import styles from './TalentBrowser.module.css';

export function TalentBrowser() {
  const [search, setSearch] = useState('');
  const { talent, total, error, loading } = useTalent(search.trim());
  return (
    <section className={`panel ${styles.browser}`} aria-labelledby="talent-title">
      <div className={styles.head}>
        <h2 id="talent-title">Talent</h2>
        <p className={styles.count} role="status">
          {loading ? 'Looking…' : !error && count(talent.length, total)}
        </p>
        <SearchBox value={search} onChange={setSearch} />
      </div>
      {error && <Failure message={error} />}
      {!error && !loading && talent.length === 0 && <Nobody search={search} />}
      <ul className={styles.list} data-testid="talent-list" aria-busy={loading} aria-labelledby="talent-title">
        {talent.map((person) => (
          <TalentCard key={person.id} talent={person} />
        ))}
      </ul>
    </section>
  );
}

function SearchBox({ value, onChange }) {
  return (
    <input
      className={`field ${styles.search}`}
      type="search"
      aria-label="Search talent"
      placeholder="Name, language, skill, city…"
      autoComplete="off"
      maxLength={200}
      data-testid="talent-search"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Failure({ message }) {
  return (
    <p className="notice notice-error" role="alert" data-testid="talent-error">
      <strong>The talent cannot be shown.</strong> {message} Trying again every few seconds.
    </p>
  );
}

function Nobody({ search }) {
  return (
    <p className="notice" data-testid="talent-empty">
      {search ? `Nobody matches “${search.trim()}”. Try fewer or other words.` : 'There is no talent in the database yet.'}
    </p>
  );
}
