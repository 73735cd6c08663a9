-- Papers by the last day on which they were featured, with what statistics add up.
DROP INDEX "papers_latest_featured_on_id_idx";
CREATE INDEX "papers_latest_featured_on_id_idx" ON "papers"("latest_featured_on", "id")
    INCLUDE ("organization_id", "upvotes", "comments_count");
