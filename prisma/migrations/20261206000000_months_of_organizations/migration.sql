-- Statistics of some organizations read their months.
CREATE INDEX "organization_months_organization_id_month_idx" ON "organization_months"("organization_id", "month");
