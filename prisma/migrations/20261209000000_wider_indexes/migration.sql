-- Papers by the last day on which they were featured, with what statistics add up.
DROP INDEX "papers_latest_featured_on_id_idx";
CREATE INDEX "papers_latest_featured_on_id_idx" ON "papers"("latest_featured_on", "id")
    INCLUDE ("organization_id", "upvotes", "comments_count");

-- An organization's most upvoted papers, within any dates, without reading papers of other dates.
DROP INDEX "papers_organization_id_upvotes_id_idx";
CREATE INDEX "papers_organization_id_upvotes_id_idx" ON "papers"("organization_id", "upvotes", "id", "published_on");
