-- An organization's most upvoted papers, within any dates.
CREATE INDEX "papers_organization_id_upvotes_id_idx" ON "papers"("organization_id", "upvotes", "id");

-- Months of some organizations are read by organization. With both columns in both indexes, a plan for all values may pick the
-- one by month, and reads the months of all organizations.
DROP INDEX "organization_months_organization_id_month_idx";
ALTER TABLE "organization_months" DROP CONSTRAINT "organization_months_pkey",
  ADD CONSTRAINT "organization_months_pkey" PRIMARY KEY ("organization_id", "month");
CREATE INDEX "organization_months_month_idx" ON "organization_months"("month");
