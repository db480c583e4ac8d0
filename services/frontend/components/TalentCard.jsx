import { profile } from '@/lib/format';

import { Face } from './Face';
import styles from './TalentCard.module.css';

export function TalentCard({ talent }) {
  return (
    <li className={styles.card} data-testid="talent-card">
      <div className={styles.top}>
        <Face name={talent.name} />
        <div>
          <h3 className={styles.name}>{talent.name}</h3>
          <p className={styles.profile}>{profile(talent)}</p>
        </div>
      </div>
      <ul className={styles.tags} aria-label="Archetypes">
        {talent.archetypes.map((archetype) => (
          <li key={archetype} className="tag">{archetype}</li>
        ))}
      </ul>
      <p className={styles.bio}>{talent.bio}</p>
      <dl className={styles.facts}>
        <dt>Speaks</dt>
        <dd>{talent.languages.join(', ')}</dd>
        <dt>Skills</dt>
        <dd>{talent.skills.join(', ')}</dd>
      </dl>
    </li>
  );
}
