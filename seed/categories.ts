import { fromQuantiles, zipf } from "./distributions.js";
import { categoriesPerPaper } from "./figures.js";
import type { Random } from "./random.js";

/** arXiv's categories, roughly by descending frequency. */
const all: readonly string[] = `
  cs.LG hep-ph cs.CV hep-th quant-ph cs.AI gr-qc cs.CL stat.ML math.MP math-ph cond-mat.mtrl-sci cond-mat.mes-hall
  astro-ph astro-ph.GA math.AP math.CO cond-mat.stat-mech cond-mat.str-el astro-ph.HE astro-ph.CO math.PR math.AG
  cs.RO astro-ph.SR math.NT math.OC cs.IT math.IT math.NA cs.NA hep-ex nucl-th physics.optics cond-mat.supr-con cs.CR
  math.DG hep-lat math.DS physics.flu-dyn math.FA astro-ph.EP eess.IV cs.SY eess.SY cs.SE cond-mat.soft cs.DS
  eess.SP math.GT math.RT cs.HC physics.chem-ph astro-ph.IM math.ST stat.TH cs.DC stat.ME math.CA cs.NI cs.SI
  cond-mat.quant-gas nucl-ex math.GR physics.soc-ph cs.IR math.QA cs.CY math.RA physics.plasm-ph physics.comp-ph
  physics.atom-ph cs.DM math.CV physics.app-ph cs.LO math.AT cs.GT cond-mat.dis-nn physics.ins-det cs.NE eess.AS
  stat.AP math.LO nlin.SI cs.SD q-bio.NC math.MG math.AC q-bio.QM physics.bio-ph stat.CO nlin.CD cs.CG cs.MA
  math.OA nlin.PS physics.gen-ph q-bio.PE cs.GR math.CT cs.PL cs.DB cs.CC physics.class-ph physics.acc-ph
  math.SP physics.data-an physics.ao-ph cs.AR physics.geo-ph cs.FL nlin.AO physics.med-ph cs.MM cs.ET cs.CE
  math.SG physics.hist-ph cond-mat.other q-bio.BM physics.ed-ph cs.DL math.HO q-fin.ST math.GN q-fin.MF q-bio.MN
  physics.space-ph math.KT q-fin.CP q-bio.GN q-fin.GN q-fin.RM physics.pop-ph cs.SC econ.TH q-fin.PR econ.EM
  q-bio.TO cs.PF q-fin.PM econ.GN q-fin.TR cs.MS physics.atm-clus q-bio.CB cs.OS q-bio.SC nlin.CG q-bio.OT cs.GL`
  .trim()
  .split(/\s+/);

/** Categories by archive: `hep-th`, or `math` for `math.AG`. */
const ofArchive = new Map<string, string[]>();
for (const category of all) {
  const archive = archiveOf(category);
  ofArchive.set(archive, [...(ofArchive.get(archive) ?? []), category]);
}

/** Approximates arXiv: some categories are on a tenth of all papers, most on less than one in a hundred. */
const [exponent, flat] = [0.9, 3];
/** Share of further categories in the archive of the primary one. */
const shareAlike = 0.6;

/** Makes one to three distinct categories of a paper, the primary one first. */
export function createCategoryMaker(): (random: Random, archive: string | undefined) => string[] {
  const countOf = fromQuantiles(categoriesPerPaper);
  const rank = zipf(all.length, exponent, flat);
  const ranks = new Map(
    [...ofArchive].map(([archive, { length }]) => [archive, zipf(length, exponent, flat)]),
  );
  const within = (random: Random, archive: string) =>
    ofArchive.get(archive)?.[ranks.get(archive)?.(random.fraction()) ?? 0] ?? archive;

  return (random, archive) => {
    const primary = archive === undefined ? (all[rank(random.fraction())] ?? "") : within(random, archive);
    const categories = [primary];
    for (let left = countOf(random.fraction()) - 1; left > 0; left--) {
      const category = random.chance(shareAlike)
        ? within(random, archiveOf(primary))
        : (all[rank(random.fraction())] ?? "");
      if (!categories.includes(category)) categories.push(category);
    }
    return categories;
  };
}

function archiveOf(category: string): string {
  const point = category.indexOf(".");
  return point < 0 ? category : category.slice(0, point);
}
